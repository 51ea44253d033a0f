.DEFAULT_GOAL := help
.PHONY: help build test lint rego fmt schema docs golden moto bench ci

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build the program into dist/
	go build -trimpath -ldflags '-s -w' -o dist/ ./cmd/tocsin

test: ## Run the tests that need nothing but Go
	go test ./...

lint: ## Check format, go vet and golangci-lint
	.ci/run lint

rego: ## Check the policies with opa, regal and conftest
	.ci/run rego conftest

fmt: ## Format Go and Rego
	gofmt -w cmd collector internal output policies schema testdata bench
	$$(.ci/tool opa) fmt --write policies

schema: ## Generate schema/*.json from the Go types
	go test ./schema -update

docs: ## Generate docs/*.md and the README's table from the rules
	go test ./cmd -run TestDocs -update

golden: ## Write the expected files of tests anew, to be looked through
	go test ./collector ./output -update
	go test ./cmd -run 'TestAccounts|TestRunbookOfTheDemo' -update

moto: ## Scan emulated accounts
	.ci/run moto

bench: ## Measure against opa, conftest and others
	.ci/run binary
	OPA=$$(.ci/tool opa) CONFTEST=$$(.ci/tool conftest) go test -run '^$$' -bench . -benchtime 20x -count 3 ./bench

ci: ## Run every check
	.ci/run
