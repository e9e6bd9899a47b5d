# Every target does its own set-up (JDK check, container engine, base image); see deploy/local/.
.DEFAULT_GOAL := help
.PHONY: help demo up down test dev fmt bench chaos images mutation

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## set everything up, take a lease and log in to it over ssh; SIMULATED_GPUS=4 adds GPUs that are not real
	@SIMULATED_GPUS='$(SIMULATED_GPUS)' deploy/local/demo.sh

up: ## build Berth if needed and run it in the background
	@deploy/local/up.sh

down: ## stop Berth; PURGE=1 also removes all containers, volumes and files of this installation
	@PURGE='$(PURGE)' deploy/local/down.sh

test: ## run all tests
	@deploy/local/test.sh

dev: ## run Berth with live reload
	@deploy/local/dev.sh

fmt: ## format the sources
	@deploy/local/fmt.sh

bench: ## time from request to first ssh command, beside bare docker; what passes, an idle Berth and decisions cost
	@deploy/local/bench.sh

chaos: ## kill Berth, its database and its engine under load for MINUTES=20, and see that nothing is lost or left
	@MINUTES='$(MINUTES)' SEED='$(SEED)' deploy/local/chaos.sh

mutation: ## change the decisions one by one and count what no test notices; fails below 85 %; takes about 20 minutes
	@deploy/local/mutation.sh

images: ## build the container images of Berth and its PostgreSQL
	@deploy/local/images.sh
