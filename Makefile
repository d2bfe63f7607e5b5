# The commands of Packbench. What they do is in scripts/ and in crates/xtask.
.PHONY: help run test test-karrio test-usb test-fuzz fuzz torture bench audit screenshot gen fmt deb icons

help: ## Says what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

run: ## Installs what is missing, builds, and opens the window
	@scripts/run.sh

test: ## Installs what the tests need, and runs all of them
	@scripts/test.sh

test-karrio: ## Runs the carrier gateway for real and tests against it
	@scripts/test-karrio.sh

test-usb: ## Tests with emulated USB devices, in a mock and in a virtual machine
	@scripts/test-usb.sh

test-fuzz: ## Replays what every reader of foreign bytes must bear, and looks for more for a moment
	@scripts/fuzz.sh 10

fuzz: ## The same for long: FUZZ_SECONDS a target, an hour unless set
	@scripts/fuzz.sh $(or $(FUZZ_SECONDS),3600)

torture: ## Kills the station a thousand times: TRIALS, and SEED and ONLY of a run that is repeated
	@SEED=$(SEED) ONLY=$(ONLY) scripts/torture.sh $(or $(TRIALS),1000)

bench: ## Measures, and prints a table
	@bench/run.sh

audit: ## Asks the advisory database about every dependency
	@scripts/install-tools.sh
	target/tools/bin/cargo-deny --locked check advisories

screenshot: ui/dist/index.html ## Takes docs/window.png anew, from the real window
	@scripts/install-tools.sh
	cargo xtask screenshot

gen: ## Writes generated files anew
	cargo xtask gen

fmt: ui/node_modules/.package-lock.json ## Formats everything
	cargo fmt --all
	npm --prefix ui run format

deb: ui/dist/index.html ## Makes a Debian package of the app
	@scripts/fonts.sh
	npm exec --yes --package=@tauri-apps/cli@2.12.5 -- tauri build --bundles deb

icons: ## Makes the app's icons from assets/icons/icon.svg
	npm exec --yes --package=@tauri-apps/cli@2.12.5 -- tauri icon assets/icons/icon.svg --output target/icons
	cd target/icons && cp 32x32.png 128x128.png 128x128@2x.png icon.png icon.icns icon.ico ../../assets/icons/

ui/node_modules/.package-lock.json: ui/package-lock.json
	npm --prefix ui ci
	@touch $@

ui/dist/index.html: ui/node_modules/.package-lock.json $(shell find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -type f -print)
	npm --prefix ui run build
