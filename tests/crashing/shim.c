/* Counts what a process changes on disk below one folder, and kills the process at one of these changes, before it or in the middle of it.

   Loaded in front of the C library (LD_PRELOAD). Only the process that was armed is killed, not those that it starts. What database engines do to their own files is
   counted apart: it is fifty times as much, and theirs to survive. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[PATH_MAX];
static size_t length;
static long kill_at, count;
static int torn, of_databases, log_to = -1;
static pid_t owner;

/* Arms this process. at: the change at which it is killed, from 1, 0 for never; in_the_middle: half of a write is written before; databases: whether their changes are
   counted, or all others. */
void crash_arm(const char *below, long at, int in_the_middle, int databases, int log_descriptor) {
    length = strlen(below);
    memcpy(folder, below, length + 1);
    kill_at = at, torn = in_the_middle, of_databases = databases, log_to = log_descriptor;
    __atomic_store_n(&count, 0, __ATOMIC_SEQ_CST);
    owner = getpid();
}

long crash_count(void) { return __atomic_load_n(&count, __ATOMIC_SEQ_CST); }

static void end(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int below(const char *path) { return path && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]); }

static int ends(const char *path, const char *ending) {
    size_t n = strlen(path), m = strlen(ending);
    return n >= m && !strcmp(path + n - m, ending);
}

/* Which counter a change belongs to: 1 a database's file, or the sync of a folder of Dagster's, which only SQLite asks for; 0 any other; -1 memory that looks like a file. */
static int counter(const char *what, const char *path) {
    if (ends(path, "-shm")) return -1;
    if (ends(path, ".db") || ends(path, ".sqlite") || ends(path, "-wal") || ends(path, "-journal") || ends(path, ".duckdb") || ends(path, ".duckdb.wal")) return 1;
    return !strcmp(what, "sync") && strstr(path, "/.dagster") ? 1 : 0;
}

/* Whether this change is the one: with `middle`, the caller does half of it and ends the process itself. */
static int change(const char *what, const char *path, int middle) {
    if (owner == 0 || owner != getpid() || !below(path) || counter(what, path) != of_databases) return 0;
    long number = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
    if (log_to >= 0) dprintf(log_to, "%s %s\n", what, path + length);
    if (number != kill_at) return 0;
    if (torn && middle) return 1;
    end();
    return 0;
}

static int change_of(const char *what, int descriptor, int middle) {
    if (owner == 0 || owner != getpid() || descriptor == log_to) return 0;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return change(what, path, middle);
}

static int change_at(const char *what, int directory, const char *name) {
    char link[64], path[PATH_MAX], whole[2 * PATH_MAX];
    if (owner == 0 || owner != getpid() || !name) return 0;
    if (name[0] == '/') return change(what, name, 0);
    if (directory == AT_FDCWD) {
        if (!getcwd(path, sizeof path)) return 0;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
        ssize_t size = readlink(link, path, sizeof path - 1);
        if (size < 0) return 0;
        path[size] = 0;
    }
    snprintf(whole, sizeof whole, "%s/%s", path, name);
    return change(what, whole, 0);
}

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

ssize_t write(int d, const void *bytes, size_t n) {
    if (change_of("write", d, 1)) { REAL(write)(d, bytes, n / 2); end(); }
    return REAL(write)(d, bytes, n);
}
ssize_t pwrite(int d, const void *bytes, size_t n, off_t at) {
    if (change_of("write", d, 1)) { REAL(pwrite)(d, bytes, n / 2, at); end(); }
    return REAL(pwrite)(d, bytes, n, at);
}
ssize_t pwrite64(int d, const void *bytes, size_t n, off64_t at) {
    if (change_of("write", d, 1)) { REAL(pwrite64)(d, bytes, n / 2, at); end(); }
    return REAL(pwrite64)(d, bytes, n, at);
}
ssize_t writev(int d, const struct iovec *parts, int n) {
    if (change_of("write", d, 1)) { REAL(writev)(d, parts, n / 2); end(); }
    return REAL(writev)(d, parts, n);
}
ssize_t pwritev(int d, const struct iovec *parts, int n, off_t at) {
    if (change_of("write", d, 1)) { REAL(pwritev)(d, parts, n / 2, at); end(); }
    return REAL(pwritev)(d, parts, n, at);
}
ssize_t sendfile(int to, int from, off_t *at, size_t n) {
    if (change_of("copy", to, 1)) { REAL(sendfile)(to, from, at, n / 2); end(); }
    return REAL(sendfile)(to, from, at, n);
}
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *there, size_t n, unsigned flags) {
    if (change_of("copy", to, 1)) { REAL(copy_file_range)(from, at, to, there, n / 2, flags); end(); }
    return REAL(copy_file_range)(from, at, to, there, n, flags);
}
int ftruncate(int d, off_t n) { change_of("cut", d, 0); return REAL(ftruncate)(d, n); }
int ftruncate64(int d, off64_t n) { change_of("cut", d, 0); return REAL(ftruncate64)(d, n); }
int fsync(int d) { change_of("sync", d, 0); return REAL(fsync)(d); }
int fdatasync(int d) { change_of("sync", d, 0); return REAL(fdatasync)(d); }
int rename(const char *from, const char *to) { change_at("rename", AT_FDCWD, to); return REAL(rename)(from, to); }
int renameat(int a, const char *from, int b, const char *to) { change_at("rename", b, to); return REAL(renameat)(a, from, b, to); }
int link(const char *from, const char *to) { change_at("link", AT_FDCWD, to); return REAL(link)(from, to); }
int linkat(int a, const char *from, int b, const char *to, int flags) { change_at("link", b, to); return REAL(linkat)(a, from, b, to, flags); }
int unlink(const char *path) { change_at("remove", AT_FDCWD, path); return REAL(unlink)(path); }
int unlinkat(int d, const char *path, int flags) { change_at("remove", d, path); return REAL(unlinkat)(d, path, flags); }
int rmdir(const char *path) { change_at("remove", AT_FDCWD, path); return REAL(rmdir)(path); }
int mkdir(const char *path, mode_t mode) { if (access(path, F_OK)) change_at("folder", AT_FDCWD, path); return REAL(mkdir)(path, mode); }
int mkdirat(int d, const char *path, mode_t mode) { if (faccessat(d, path, F_OK, 0)) change_at("folder", d, path); return REAL(mkdirat)(d, path, mode); }

#define OPENED(name, d, path, flags)                                          \
    mode_t mode = 0;                                                          \
    if (flags & (O_CREAT | O_TMPFILE)) {                                      \
        va_list more;                                                         \
        va_start(more, flags);                                                \
        mode = va_arg(more, mode_t);                                          \
        va_end(more);                                                         \
    }                                                                         \
    if (flags & (O_CREAT | O_TRUNC)) change_at("open", d, path);
int open(const char *path, int flags, ...) { OPENED(open, AT_FDCWD, path, flags) return REAL(open)(path, flags, mode); }
int open64(const char *path, int flags, ...) { OPENED(open64, AT_FDCWD, path, flags) return REAL(open64)(path, flags, mode); }
int openat(int d, const char *path, int flags, ...) { OPENED(openat, d, path, flags) return REAL(openat)(d, path, flags, mode); }
int openat64(int d, const char *path, int flags, ...) { OPENED(openat64, d, path, flags) return REAL(openat64)(d, path, flags, mode); }
