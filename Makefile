# What there is to do with Birthmark. Every target sets up what it needs, see tools/setup.sh.

DEMO_ARGS ?= --tpm 4 --pkcs11 3 --attestation all --dir target/demo
BENCH_ARGS ?=
CRASH_ARGS ?=
POWER_ARGS ?= -Dpowercut.cuts=2000 -Dpowercut.rounds=25

FUZZ_SECONDS ?= 60
FUZZ_TESTS = ConfigFuzzTest,FramesFuzzTest,ServiceAnswersFuzzTest,HostileTpmTest\#no*,IdentityRecordTest\#noBytes*

.DEFAULT_GOAL := help
.PHONY: help setup build deb deb-test system-test board-test class-list test test-jdks fuzz power-test demo crash-test bench clean

# The JDK that set-up found or installed; a newer one elsewhere than on the PATH is found as well.
with_jdk = JAVA_HOME="$$(tools/jdks.sh --chosen)" && export JAVA_HOME &&

help: ## these lines
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | awk -F '\t' '{ printf "%-16s %s\n", $$1, $$2 }'

setup: ## install what is missing on Debian 12 or 13; says what and why
	@tools/setup.sh

build: setup ## compile everything, so that the launchers in bin/ work
	@$(with_jdk) mvn -B -ntp -q -DskipTests package

deb: build ## the Debian packages for amd64 and arm64, in target/, without root (MAINTAINER="Name <address>")
	@$(with_jdk) tools/build-deb.sh

deb-test: build ## the checks of the package that make test has, with the packages as they are shipped
	@$(with_jdk) tools/check-deb.sh xz

system-test: deb ## install, use, hang, upgrade and purge the package in a Debian with systemd, as root (SUITE=trixie)
	@$(with_jdk) tools/system-test.sh

board-test: deb ## install and work the arm64 package on an emulated board with GPIO, TPM and scanner, as root
	@$(with_jdk) tools/board-test.sh

class-list: build ## write systemd/package/classes.list anew: what the package's archive of classes is made of
	@$(with_jdk) tools/class-list.sh

test: setup ## build and run every test, also of the scripts and of the documentation's links
	@$(with_jdk) tools/test.sh

test-jdks: setup ## the same on every JDK from 17 up that is found
	@tools/test-jdks.sh

fuzz: setup ## feed every parser of bytes from outside with new nonsense, each for FUZZ_SECONDS (60)
	@$(with_jdk) mvn -B -ntp -q -pl station-daemon -am package -Dtest='$(subst \#,#,$(FUZZ_TESTS))' \
		-Dsurefire.failIfNoSpecifiedTests=false -Dbirthmark.fuzz.seconds=$(FUZZ_SECONDS) | grep 'fuzz:'

power-test: setup ## cut the power of a recorded line 2,000 times (POWER_ARGS="-Dpowercut.seed=… -Dpowercut.cuts=…")
	@$(with_jdk) mvn -B -ntp -q -pl demo -am verify -Dtest=PowerCutTest -Dsurefire.failIfNoSpecifiedTests=false $(POWER_ARGS)

demo: build ## provision, enrol and register 7 simulated devices of every kind (DEMO_ARGS="--tpm 12 …")
	@$(with_jdk) bin/birthmark demo $(DEMO_ARGS)

crash-test: build ## kill the station 1000 times and look whether anything is lost; an hour (CRASH_ARGS="--kills 60 …")
	@$(with_jdk) bin/crash-test $(CRASH_ARGS)

bench: build ## measure the station; writes target/bench.json (BENCH_ARGS="…")
	@$(with_jdk) bin/bench $(BENCH_ARGS)

clean: ## remove everything that was built
	@rm -rf target ./*/target
