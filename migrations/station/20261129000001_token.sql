-- Access tokens that carriers gave, so that a start need not log in again. They go with the credentials that
-- got them.
CREATE TABLE token (
    account_id BLOB NOT NULL,
    login      TEXT NOT NULL, -- which of the account's logins
    token      TEXT NOT NULL,
    refresh_at TEXT NOT NULL, -- from when on another is got
    PRIMARY KEY (account_id, login)
) STRICT;
CREATE TRIGGER token_credentials AFTER UPDATE OF secrets, settings, deleted ON account
    WHEN old.secrets IS NOT new.secrets OR old.settings IS NOT new.settings OR new.deleted = 1
BEGIN
    DELETE FROM token WHERE account_id = new.id;
END;
