/*
 * cp for the image: what init containers of the OpenTelemetry operator and of Elastic's attacher call to bring the agent's
 * jar into a volume. A static program without a C library, so that the image holds nothing but the jar and this.
 *
 *   cp [-afprRv] SOURCE... DESTINATION
 *
 * As of POSIX: into a directory DESTINATION the sources go by their last names, "DIR/." means what is in DIR, -r (-R, -a) takes
 * directories, which are made where they are missing. -v names each file. -f and -p change nothing: files get the
 * permissions of their source, less umask, and the user's ids. Links are followed. It needs no write access but to DESTINATION.
 * Exit status: 0, 1 when something could not be copied (stderr names it), 2 wrong usage.
 *
 * integration-tests/lab/image-cp.sh compiles it for four architectures.
 */

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;

/* Numbers of system calls: the kernel's arch/ARCH/include/uapi/asm/unistd.h, syscall tables and include/uapi/asm-generic/unistd.h. */
#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, CLOSE = 3, GETDENTS64 = 217, EXIT_GROUP = 231, OPENAT = 257, MKDIRAT = 258, STATX = 332 };

static long call(long number, long a, long b, long c, long d, long e) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return result;
}

__asm__(".globl _start\n_start:\n"
        "  xor %ebp, %ebp\n"
        "  mov %rsp, %rdi\n"
        "  and $-16, %rsp\n"
        "  call start\n");

#elif defined(__aarch64__)
enum { MKDIRAT = 34, OPENAT = 56, CLOSE = 57, GETDENTS64 = 61, READ = 63, WRITE = 64, EXIT_GROUP = 94, STATX = 291 };

static long call(long number, long a, long b, long c, long d, long e) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}

__asm__(".globl _start\n_start:\n"
        "  mov x29, #0\n"
        "  mov x30, #0\n"
        "  mov x0, sp\n"
        "  bl start\n");

#elif defined(__s390x__)
enum { READ = 3, WRITE = 4, CLOSE = 6, GETDENTS64 = 220, EXIT_GROUP = 248, OPENAT = 288, MKDIRAT = 289, STATX = 379 };

static long call(long number, long a, long b, long c, long d, long e) {
  register long r1 __asm__("r1") = number;
  register long r2 __asm__("r2") = a;
  register long r3 __asm__("r3") = b;
  register long r4 __asm__("r4") = c;
  register long r5 __asm__("r5") = d;
  register long r6 __asm__("r6") = e;
  __asm__ volatile("svc 0" : "+d"(r2) : "d"(r1), "d"(r3), "d"(r4), "d"(r5), "d"(r6) : "memory", "cc");
  return r2;
}

__asm__(".globl _start\n_start:\n"
        "  lgr %r2, %r15\n"
        "  aghi %r15, -160\n" /* the register save area that every function may use */
        "  xc 0(8,%r15), 0(%r15)\n"
        "  brasl %r14, start\n");

#elif defined(__powerpc64__)
enum { READ = 3, WRITE = 4, CLOSE = 6, GETDENTS64 = 202, EXIT_GROUP = 234, OPENAT = 286, MKDIRAT = 287, STATX = 383 };

static long call(long number, long a, long b, long c, long d, long e) {
  register long r0 __asm__("r0") = number;
  register long r3 __asm__("r3") = a;
  register long r4 __asm__("r4") = b;
  register long r5 __asm__("r5") = c;
  register long r6 __asm__("r6") = d;
  register long r7 __asm__("r7") = e;
  /* An error is a positive number with the summary overflow bit of cr0 set. */
  __asm__ volatile("sc\n\tbns+ 1f\n\tneg %1, %1\n1:"
                   : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7)
                   :
                   : "memory", "cr0", "ctr", "xer", "r8", "r9", "r10", "r11", "r12");
  return r3;
}

__asm__(".abiversion 2\n"
        ".globl _start\n_start:\n"
        "  addis 2, 12, .TOC.-_start@ha\n" /* the kernel leaves the entry's address in r12 */
        "  addi 2, 2, .TOC.-_start@l\n"
        "  mr 3, 1\n"
        "  clrrdi 1, 1, 4\n"
        "  li 0, 0\n"
        "  stdu 0, -32(1)\n"
        "  bl start\n"
        "  nop\n");

#else
#error an architecture of the image, or its system calls here
#endif

enum {
  HERE = -100, /* AT_FDCWD */
  READ_ONLY = 0,
  WRITE_CREATE_TRUNCATE = 01 | 0100 | 01000,
  STATX_TYPE_AND_MODE = 3,
  DIRECTORY = 0040000,
  FILE_TYPE = 0170000,
  ENOENT = 2,
  EEXIST = 17,
  EISDIR = 21,
  ELOOP = 40,
  ENAMETOOLONG = 36,
  PATH = 4096,
  DEPTH = 16
};

/* The head of the kernel's struct statx, the same on every architecture. */
struct statx {
  u32 mask, blksize;
  unsigned long attributes;
  u32 nlink, uid, gid;
  u16 mode;
  u8 rest[226];
};

struct entry {
  unsigned long inode;
  long offset;
  u16 length;
  u8 type;
  char name[];
};

static int recursive, verbose, failed;
static char buffer[65536];

static unsigned long length(const char *text) {
  unsigned long n = 0;
  while (text[n]) n++;
  return n;
}

static int equal(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

static void print(int to, const char *text) { call(WRITE, to, (long) text, length(text), 0, 0); }

static const char *reason(long error) {
  static char number[] = "error    ";
  switch (error) {
    case 1: return "Operation not permitted";
    case ENOENT: return "No such file or directory";
    case 5: return "Input/output error";
    case 13: return "Permission denied";
    case EEXIST: return "File exists";
    case 20: return "Not a directory";
    case EISDIR: return "Is a directory (-r takes directories)";
    case 28: return "No space left on device";
    case 30: return "Read-only file system";
    case ENAMETOOLONG: return "File name too long";
    case ELOOP: return "Too many levels of directories or links";
  }
  for (int i = 8; i > 5; i--, error /= 10) number[i] = error || i == 8 ? '0' + error % 10 : ' ';
  return number;
}

static void fail(const char *path, long error) {
  print(2, "cp: ");
  print(2, path);
  print(2, ": ");
  print(2, reason(error));
  print(2, "\n");
  failed = 1;
}

/* The mode with the file's type, or an error below 0. */
static long mode_of(const char *path) {
  struct statx status;
  long result = call(STATX, HERE, (long) path, 0, STATX_TYPE_AND_MODE, (long) &status);
  return result < 0 ? result : status.mode;
}

static int is_directory(long mode) { return mode >= 0 && (mode & FILE_TYPE) == DIRECTORY; }

/* DIRECTORY/NAME into path; 0 where that is too long. */
static int join(char *path, const char *directory, const char *name) {
  unsigned long n = length(directory), m = length(name);
  if (n + m + 2 > PATH) {
    fail(name, ENAMETOOLONG);
    return 0;
  }
  for (unsigned long i = 0; i < n; i++) path[i] = directory[i];
  if (n && path[n - 1] != '/') path[n++] = '/';
  for (unsigned long i = 0; i <= m; i++) path[n + i] = name[i];
  return 1;
}

static void copy_file(const char *from, const char *to, long mode) {
  long in = call(OPENAT, HERE, (long) from, READ_ONLY, 0, 0);
  if (in < 0) {
    fail(from, -in);
    return;
  }
  long out = call(OPENAT, HERE, (long) to, WRITE_CREATE_TRUNCATE, mode & 0777, 0);
  if (out < 0) {
    fail(to, -out);
    call(CLOSE, in, 0, 0, 0, 0);
    return;
  }
  for (;;) {
    long n = call(READ, in, (long) buffer, sizeof buffer, 0, 0);
    if (n < 0) fail(from, -n);
    if (n <= 0) break;
    long written = 0;
    while (written < n) {
      long m = call(WRITE, out, (long) (buffer + written), n - written, 0, 0);
      if (m < 0) {
        fail(to, -m);
        break;
      }
      written += m;
    }
    if (written < n) break;
  }
  call(CLOSE, in, 0, 0, 0, 0);
  long closed = call(CLOSE, out, 0, 0, 0, 0);
  if (closed < 0) fail(to, -closed);
}

static void copy(const char *from, const char *to, int depth);

/* What is in the directory, into a directory that is made where it is missing. */
static void copy_directory(const char *from, const char *to, long mode, int depth) {
  if (!recursive) {
    fail(from, EISDIR);
    return;
  }
  if (depth > DEPTH) {
    fail(from, ELOOP);
    return;
  }
  long made = call(MKDIRAT, HERE, (long) to, (mode & 0777) | 0700, 0, 0);
  if (made < 0 && !(made == -EEXIST && is_directory(mode_of(to)))) {
    fail(to, -made);
    return;
  }
  long directory = call(OPENAT, HERE, (long) from, READ_ONLY, 0, 0);
  if (directory < 0) {
    fail(from, -directory);
    return;
  }
  char entries[2048] __attribute__((aligned(8)));
  long n;
  while ((n = call(GETDENTS64, directory, (long) entries, sizeof entries, 0, 0)) > 0) {
    for (long at = 0; at < n;) {
      struct entry *entry = (struct entry *) (entries + at);
      at += entry->length;
      char source[PATH], target[PATH];
      if (equal(entry->name, ".") || equal(entry->name, "..")) continue;
      if (join(source, from, entry->name) && join(target, to, entry->name)) copy(source, target, depth + 1);
    }
  }
  if (n < 0) fail(from, -n);
  call(CLOSE, directory, 0, 0, 0, 0);
}

static void copy(const char *from, const char *to, int depth) {
  long mode = mode_of(from);
  if (mode < 0) {
    fail(from, -mode);
    return;
  }
  if (verbose) {
    print(1, "'");
    print(1, from);
    print(1, "' -> '");
    print(1, to);
    print(1, "'\n");
  }
  if (is_directory(mode)) {
    copy_directory(from, to, mode, depth);
  } else {
    copy_file(from, to, mode);
  }
}

/* The last name of a path, without slashes after it; "." for what ends in "/.". */
static int last_name(char *name, const char *path) {
  unsigned long end = length(path);
  while (end > 1 && path[end - 1] == '/') end--;
  unsigned long begin = end;
  while (begin && path[begin - 1] != '/') begin--;
  if (end - begin + 1 > PATH) return 0;
  for (unsigned long i = begin; i < end; i++) name[i - begin] = path[i];
  name[end - begin] = 0;
  return 1;
}

static void leave(int status) {
  for (;;) call(EXIT_GROUP, status, 0, 0, 0, 0);
}

static void usage(void) {
  print(2, "usage: cp [-afprRv] SOURCE... DESTINATION\n");
  leave(2);
}

__attribute__((used)) void start(long *stack) {
  long count = stack[0];
  char **arguments = (char **) (stack + 1);
  long i = 1;
  for (; i < count && arguments[i][0] == '-' && arguments[i][1]; i++) {
    if (equal(arguments[i], "--")) {
      i++;
      break;
    }
    for (const char *option = arguments[i] + 1; *option; option++) {
      switch (*option) {
        case 'a': case 'r': case 'R': recursive = 1; break;
        case 'v': verbose = 1; break;
        case 'f': case 'p': break;
        default: usage();
      }
    }
  }
  if (count - i < 2) usage();
  const char *to = arguments[count - 1];
  int into = is_directory(mode_of(to));
  if (!into && count - i > 2) {
    fail(to, 20);
    leave(1);
  }
  for (; i < count - 1; i++) {
    static char name[PATH], target[PATH];
    if (!into) {
      copy(arguments[i], to, 0);
    } else if (last_name(name, arguments[i])) {
      if (equal(name, ".") || equal(name, "..") || equal(name, "/")) {
        copy(arguments[i], to, 0);
      } else if (join(target, to, name)) {
        copy(arguments[i], target, 0);
      }
    } else {
      fail(arguments[i], ENAMETOOLONG);
    }
  }
  leave(failed);
}
