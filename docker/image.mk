# The container image, on machines without a Docker engine.

.PHONY: image image-test image-check image-clean

# Builds the Dockerfile; not a part of `make test`.
image:
	docker/build.sh

# Starts what was built and asks it a question.
image-test:
	docker/test.sh

# Checks the Dockerfile and docker-compose.yml.
image-check:
	docker/check.sh

# Forgets the image and its base; the next `make image` has Debian's newest packages.
image-clean:
	rm -rf .image
