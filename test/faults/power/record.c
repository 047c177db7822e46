/*
 * Preloaded into the server: writes down, in order, everything that is written to and synced on the files under
 * POWER_DIR, so that the disk can be rebuilt as a power cut would have left it at any moment.
 *
 * A record is {u32 op, u32 length of path, i64 offset, i64 length, i64 monotonic ns}, the path, and for a write the
 * bytes. A write is recorded before it is done, a sync when it has returned.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OP_WRITE = 1, OP_TRUNCATE = 2, OP_SYNC = 3, OP_UNLINK = 4, OP_RENAME = 5 };

struct head {
  uint32_t op, path_length;
  int64_t offset, length, at;
};

static int log_fd = -1;
static const char *dir = NULL;
static size_t dir_length = 0;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("POWER_LOG");
  dir = getenv("POWER_DIR");
  if (file == NULL || dir == NULL) return;
  dir_length = strlen(dir);
  log_fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* Whether the file is one of those that are watched; the shared index of the journal is rebuilt after a crash. */
static int is_watched(const char *path) {
  size_t n = strlen(path);
  if (log_fd < 0 || strncmp(path, dir, dir_length) != 0) return 0;
  if (path[dir_length] == '\0') return 1;
  if (n > 4 && strcmp(path + n - 4, "-shm") == 0) return 0;
  return strstr(path, ".sqlite") != NULL;
}

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, PATH_MAX - 1);
  if (n <= 0) return 0;
  path[n] = '\0';
  return is_watched(path);
}

static void put(uint32_t op, const char *path, int64_t offset, const void *data, int64_t length) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  struct head head = {op, (uint32_t)strlen(path), offset, length, (int64_t)now.tv_sec * 1000000000 + now.tv_nsec};
  struct iovec parts[3] = {
      {&head, sizeof head}, {(void *)path, head.path_length}, {(void *)data, data == NULL ? 0 : (size_t)length}};
  if (syscall(SYS_writev, log_fd, parts, 3) < 0) abort();
}

#define REAL(name, type) \
  static type real = NULL; \
  if (real == NULL) real = (type)dlsym(RTLD_NEXT, name)

typedef ssize_t (*pwrite_t)(int, const void *, size_t, off64_t);
typedef ssize_t (*write_t)(int, const void *, size_t);
typedef int (*truncate_t)(int, off64_t);
typedef int (*sync_t)(int);
typedef int (*unlink_t)(const char *);
typedef int (*rename_t)(const char *, const char *);

static ssize_t watched_pwrite(pwrite_t real, int fd, const void *data, size_t length, off64_t offset) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) return real(fd, data, length, offset);
  pthread_mutex_lock(&lock);
  put(OP_WRITE, path, offset, data, (int64_t)length);
  ssize_t done = real(fd, data, length, offset);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  REAL("pwrite64", pwrite_t);
  return watched_pwrite(real, fd, data, length, offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  REAL("pwrite64", pwrite_t);
  return watched_pwrite(real, fd, data, length, offset);
}

ssize_t write(int fd, const void *data, size_t length) {
  REAL("write", write_t);
  char path[PATH_MAX];
  if (log_fd < 0 || fd == log_fd || !path_of(fd, path)) return real(fd, data, length);
  pthread_mutex_lock(&lock);
  put(OP_WRITE, path, lseek(fd, 0, SEEK_CUR), data, (int64_t)length);
  ssize_t done = real(fd, data, length);
  pthread_mutex_unlock(&lock);
  return done;
}

static int watched_truncate(truncate_t real, int fd, off64_t length) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) return real(fd, length);
  pthread_mutex_lock(&lock);
  put(OP_TRUNCATE, path, length, NULL, 0);
  int done = real(fd, length);
  pthread_mutex_unlock(&lock);
  return done;
}

int ftruncate64(int fd, off64_t length) {
  REAL("ftruncate64", truncate_t);
  return watched_truncate(real, fd, length);
}

int ftruncate(int fd, off_t length) {
  REAL("ftruncate64", truncate_t);
  return watched_truncate(real, fd, length);
}

static int watched_sync(sync_t real, int fd) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) return real(fd);
  pthread_mutex_lock(&lock);
  int done = real(fd);
  if (done == 0) put(OP_SYNC, path, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}

int fsync(int fd) {
  REAL("fsync", sync_t);
  return watched_sync(real, fd);
}

int fdatasync(int fd) {
  REAL("fdatasync", sync_t);
  return watched_sync(real, fd);
}

int unlink(const char *path) {
  REAL("unlink", unlink_t);
  if (!is_watched(path)) return real(path);
  pthread_mutex_lock(&lock);
  put(OP_UNLINK, path, 0, NULL, 0);
  int done = real(path);
  pthread_mutex_unlock(&lock);
  return done;
}

int rename(const char *from, const char *to) {
  REAL("rename", rename_t);
  if (!is_watched(from)) return real(from, to);
  pthread_mutex_lock(&lock);
  put(OP_RENAME, from, 0, to, (int64_t)strlen(to));
  int done = real(from, to);
  pthread_mutex_unlock(&lock);
  return done;
}
