.PHONY: run test check bench
run: ; @bin/run
test: ; @bin/test
check: ; @bin/test format lint
bench: ; cargo bench --locked
