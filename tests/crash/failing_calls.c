/* Makes the k-th call that writes below a folder fail, once.
 *
 * Preloaded into a process (LD_PRELOAD), it counts write, pwrite, fsync, fdatasync, rename, link and
 * ftruncate on what lies below FAIL_BELOW. The call numbered FAIL_AT fails with FAIL_ERRNO; with
 * FAIL_AT=0 none does. The process sets these variables, and calls `count_calls_anew`, before each
 * of its trials.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls;

static int fails(const char *path)
{
    const char *below = getenv("FAIL_BELOW"), *at = getenv("FAIL_AT"), *number = getenv("FAIL_ERRNO");
    if (!below || !at || !path || strncmp(path, below, strlen(below)) != 0)
        return 0;
    if (__sync_add_and_fetch(&calls, 1) != atol(at))
        return 0;
    errno = number ? atoi(number) : EIO;
    return 1;
}

static int fails_on(int descriptor)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = '\0';
    return fails(path);
}

long count_calls_anew(void)
{
    return __sync_lock_test_and_set(&calls, 0);
}

#define ON_DESCRIPTOR(result, name, parameters, arguments)                                  \
    result name parameters                                                                  \
    {                                                                                       \
        static result(*real) parameters;                                                    \
        if (!real)                                                                          \
            real = dlsym(RTLD_NEXT, #name);                                                 \
        return fails_on(descriptor) ? -1 : real arguments;                                  \
    }

ON_DESCRIPTOR(ssize_t, write, (int descriptor, const void *data, size_t size), (descriptor, data, size))
ON_DESCRIPTOR(ssize_t, pwrite, (int descriptor, const void *data, size_t size, off_t at),
              (descriptor, data, size, at))
ON_DESCRIPTOR(ssize_t, pwrite64, (int descriptor, const void *data, size_t size, off64_t at),
              (descriptor, data, size, at))
ON_DESCRIPTOR(int, fsync, (int descriptor), (descriptor))
ON_DESCRIPTOR(int, fdatasync, (int descriptor), (descriptor))
ON_DESCRIPTOR(int, ftruncate, (int descriptor, off_t size), (descriptor, size))
ON_DESCRIPTOR(int, ftruncate64, (int descriptor, off64_t size), (descriptor, size))

int rename(const char *from, const char *to)
{
    static int (*real)(const char *, const char *);
    if (!real)
        real = dlsym(RTLD_NEXT, "rename");
    return fails(to) ? -1 : real(from, to);
}

int link(const char *from, const char *to)
{
    static int (*real)(const char *, const char *);
    if (!real)
        real = dlsym(RTLD_NEXT, "link");
    return fails(to) ? -1 : real(from, to);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
    static int (*real)(int, const char *, int, const char *, int);
    if (!real)
        real = dlsym(RTLD_NEXT, "linkat");
    return fails(to) ? -1 : real(from_folder, from, to_folder, to, flags);
}
