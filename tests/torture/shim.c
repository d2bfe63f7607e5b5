/* Stands between the station and the system's calls, so that it can be killed at each of them.
 *
 * It is loaded into `pb` by LD_PRELOAD. A step is a call that leaves something behind outside the process:
 * a write, a sync, a truncation, a renaming or a removal under the profile's folder, and a connection, a
 * sending or a receiving at one of the ports that are watched (the carriers', the printer's). What to do at
 * which step stands in a small file that the harness and this code both map; its layout is `struct control`
 * here and `control.rs` there.
 *
 * A power cut is played from what was not synced: every write since a file's last sync is remembered with
 * the bytes that were there before, and taken back as the process dies.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { PORTS = 8, STEPS = 1 << 16 };
enum mode { OFF = 0, COUNT = 1, KILL = 2 };
/* How the process dies: before the call, after half of a write, or as the power would go: with every unsynced
 * write lost, or with some of them. */
enum style { BEFORE = 0, TORN = 1, POWER = 2, POWER_SOME = 3 };

struct control {
    volatile uint64_t mode;
    volatile uint64_t counter;
    volatile uint64_t kill_at;
    volatile uint64_t style;
    volatile uint64_t sync_delay_us;
    volatile uint64_t disk_full;
    volatile int64_t clock_offset_ms;
    volatile uint64_t ports[PORTS];
    /* What each step was, by the first letter of its kind; see `step`. */
    volatile unsigned char kinds[STEPS];
};

static struct control *control;
static char folder[4096];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* A write that is not synced yet, with what was there before. */
struct undo {
    struct undo *older;
    char path[1024];
    off_t offset;
    off_t size_before;
    size_t length;
    char bytes[];
};
static struct undo *unsynced;

/* The call that this one stands before, looked up once. */
#define REAL(name) ({ \
    static __typeof__(&name) found; \
    if (!found) found = (__typeof__(&name))real(#name); \
    found; \
})

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("PACKBENCH_TORTURE");
    const char *home = getenv("PACKBENCH_HOME");
    if (!path || !home) return;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void *map = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    REAL(close)(fd);
    if (map == MAP_FAILED) return;
    if (!realpath(home, folder)) return;
    control = map;
}

/* Whether a file lies in the profile's folder; its path. The index of the write-ahead log is memory only. */
static int is_ours(int fd, char path[1024]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, 1023);
    if (n <= 0) return 0;
    path[n] = 0;
    size_t prefix = strlen(folder);
    if (strncmp(path, folder, prefix) != 0 || path[prefix] != '/') return 0;
    return !(n > 4 && strcmp(path + n - 4, "-shm") == 0);
}

static int is_ours_by_name(const char *path) {
    return strncmp(path, folder, strlen(folder)) == 0;
}

static int is_watched(const struct sockaddr *address) {
    if (address->sa_family != AF_INET) return 0;
    uint64_t port = ntohs(((const struct sockaddr_in *)address)->sin_port);
    for (int i = 0; i < PORTS; i++)
        if (control->ports[i] == port) return 1;
    return 0;
}

static int is_watched_socket(int fd) {
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    if (getpeername(fd, (struct sockaddr *)&peer, &length) != 0) return 0;
    return is_watched((struct sockaddr *)&peer);
}

static void take_back_unsynced(int all) {
    unsigned seed = (unsigned)control->kill_at * 2654435761u + 1;
    for (struct undo *u = unsynced; u; u = u->older) {
        seed = seed * 1103515245u + 12345u;
        if (!all && (seed >> 16) % 2) continue;
        int fd = open(u->path, O_WRONLY | O_CLOEXEC);
        if (fd < 0) continue;
        if (u->length) (void)!REAL(pwrite64)(fd, u->bytes, u->length, u->offset);
        if (all) (void)!REAL(ftruncate64)(fd, u->size_before);
        REAL(close)(fd);
    }
}

static void die(void) {
    if (control->style >= POWER) take_back_unsynced(control->style == POWER);
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

/* Counts a step. The letter says what kind: w(rite), f(sync), t(runcate), r(ename), u(nlink), c(onnect), s(end),
 * g(et). Returns whether a write shall be torn. */
static int step(char kind) {
    if (control->mode == OFF) return 0;
    uint64_t at = __atomic_add_fetch(&control->counter, 1, __ATOMIC_SEQ_CST);
    if (at < STEPS) control->kinds[at] = (unsigned char)kind;
    if (control->mode != KILL || at != control->kill_at) return 0;
    if (control->style == TORN && kind == 'w') return 1;
    die();
    return 0;
}

static void remember(int fd, const char *path, off_t offset, size_t length) {
    struct stat now;
    if (fstat(fd, &now) != 0) return;
    struct undo *u = malloc(sizeof *u + length);
    if (!u) return;
    snprintf(u->path, sizeof u->path, "%s", path);
    u->offset = offset;
    u->size_before = now.st_size;
    ssize_t read_back = length ? REAL(pread64)(fd, u->bytes, length, offset) : 0;
    u->length = read_back > 0 ? (size_t)read_back : 0;
    u->older = unsynced;
    unsynced = u;
}

static void forget(const char *path) {
    for (struct undo **at = &unsynced; *at;) {
        struct undo *u = *at;
        if (strcmp(u->path, path) == 0) {
            *at = u->older;
            free(u);
        } else {
            at = &u->older;
        }
    }
}

/* A write under the folder. Returns how many bytes to write; -1 when the disk is full. */
static ssize_t before_write(int fd, off_t offset, size_t length, int *torn) {
    *torn = 0;
    if (!control || (control->mode == OFF && !control->disk_full)) return (ssize_t)length;
    char path[1024];
    if (!is_ours(fd, path)) {
        if (control->mode != OFF && is_watched_socket(fd)) {
            pthread_mutex_lock(&lock);
            step('s');
            pthread_mutex_unlock(&lock);
        }
        return (ssize_t)length;
    }
    if (control->disk_full) {
        errno = ENOSPC;
        return -1;
    }
    pthread_mutex_lock(&lock);
    *torn = step('w');
    remember(fd, path, offset, length);
    pthread_mutex_unlock(&lock);
    return *torn ? (ssize_t)(length / 2) : (ssize_t)length;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    int torn;
    int saved = errno;
    off_t at = control ? lseek(fd, 0, SEEK_CUR) : 0;
    errno = saved;
    ssize_t allowed = before_write(fd, at, length, &torn);
    if (allowed < 0) return -1;
    ssize_t written = REAL(write)(fd, bytes, (size_t)allowed);
    if (torn) die();
    return written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    int torn;
    ssize_t allowed = before_write(fd, at, length, &torn);
    if (allowed < 0) return -1;
    ssize_t written = REAL(pwrite64)(fd, bytes, (size_t)allowed, at);
    if (torn) die();
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return pwrite64(fd, bytes, length, at); }

static void before_sync(int fd) {
    char path[1024];
    if (!control || !is_ours(fd, path)) return;
    if (control->sync_delay_us) usleep((useconds_t)control->sync_delay_us);
    if (control->mode == OFF) return;
    pthread_mutex_lock(&lock);
    step('f');
    pthread_mutex_unlock(&lock);
}

static void after_sync(int fd) {
    char path[1024];
    if (!control || control->mode == OFF || !is_ours(fd, path)) return;
    pthread_mutex_lock(&lock);
    forget(path);
    pthread_mutex_unlock(&lock);
}

int fsync(int fd) {
    before_sync(fd);
    int done = REAL(fsync)(fd);
    if (done == 0) after_sync(fd);
    return done;
}

int fdatasync(int fd) {
    before_sync(fd);
    int done = REAL(fdatasync)(fd);
    if (done == 0) after_sync(fd);
    return done;
}

int ftruncate64(int fd, off64_t size) {
    char path[1024];
    if (control && control->mode != OFF && is_ours(fd, path)) {
        struct stat now;
        pthread_mutex_lock(&lock);
        step('t');
        if (fstat(fd, &now) == 0 && now.st_size > size) remember(fd, path, size, (size_t)(now.st_size - size));
        pthread_mutex_unlock(&lock);
    }
    return REAL(ftruncate64)(fd, size);
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static void named(const char *path, char kind) {
    if (!control || control->mode == OFF || !is_ours_by_name(path)) return;
    pthread_mutex_lock(&lock);
    step(kind);
    pthread_mutex_unlock(&lock);
}

int rename(const char *from, const char *to) {
    named(to, 'r');
    return REAL(rename)(from, to);
}

int unlink(const char *path) {
    named(path, 'u');
    return REAL(unlink)(path);
}

static void spoken(int fd, char kind) {
    if (!control || control->mode == OFF || !is_watched_socket(fd)) return;
    pthread_mutex_lock(&lock);
    step(kind);
    pthread_mutex_unlock(&lock);
}

int connect(int fd, const struct sockaddr *address, socklen_t length) {
    if (control && control->mode != OFF && is_watched(address)) {
        pthread_mutex_lock(&lock);
        step('c');
        pthread_mutex_unlock(&lock);
    }
    return REAL(connect)(fd, address, length);
}

ssize_t send(int fd, const void *bytes, size_t length, int flags) {
    spoken(fd, 's');
    return REAL(send)(fd, bytes, length, flags);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    spoken(fd, 's');
    return REAL(writev)(fd, parts, count);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    spoken(fd, 's');
    return REAL(sendmsg)(fd, message, flags);
}

/* What was received is a step once it is there: the process then dies knowing it. */
ssize_t recv(int fd, void *bytes, size_t length, int flags) {
    ssize_t got = REAL(recv)(fd, bytes, length, flags);
    int saved = errno;
    if (got > 0) spoken(fd, 'g');
    errno = saved;
    return got;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int done = REAL(clock_gettime)(clock, time);
    if (done == 0 && control && clock == CLOCK_REALTIME && control->clock_offset_ms) {
        int64_t ms = control->clock_offset_ms;
        time->tv_sec += ms / 1000;
        time->tv_nsec += (ms % 1000) * 1000000;
        if (time->tv_nsec >= 1000000000) {
            time->tv_nsec -= 1000000000;
            time->tv_sec++;
        } else if (time->tv_nsec < 0) {
            time->tv_nsec += 1000000000;
            time->tv_sec--;
        }
    }
    return done;
}
