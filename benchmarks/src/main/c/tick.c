/* The floor for one fast tick: preads the files given, opened once, at position 0, and optionally
 * parses every number in them. Prints "p50_ns mean_ns" of one round over all files. With "live" it
 * parses them once a second until it is killed, and prints nothing: its CPU is seen from outside. */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WARM_UP = 20000, BUFFER = 16384 };

static char buffer[BUFFER];
static volatile unsigned long sink;

static long long now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void parse(const char *at, const char *end) {
  unsigned long sum = 0;
  while (at < end) {
    unsigned long number = 0;
    while (at < end && (*at < '0' || *at > '9')) at++;
    while (at < end && *at >= '0' && *at <= '9') number = number * 10 + (unsigned long)(*at++ - '0');
    sum += number;
  }
  sink = sum;
}

static int ascending(const void *a, const void *b) {
  long long x = *(const long long *)a, y = *(const long long *)b;
  return x < y ? -1 : x > y;
}

static void round_of(const int *files, int count, char **names, int parses) {
  for (int i = 0; i < count; i++) {
    ssize_t length = pread(files[i], buffer, BUFFER, 0);
    if (length < 0) {
      perror(names[i]);
      exit(1);
    }
    if (parses) parse(buffer, buffer + length);
  }
}

static void live(const int *files, int count, char **names) {
  struct timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (;;) {
    round_of(files, count, names, 1);
    next.tv_sec++;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
  }
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: tick read|parse|live ROUNDS FILE...\n");
    return 2;
  }
  int parses = strcmp(argv[1], "parse") == 0;
  long rounds = atol(argv[2]);
  int count = argc - 3;
  int *files = malloc(sizeof(int) * (size_t)count);
  long long *took = malloc(sizeof(long long) * (size_t)rounds);
  for (int i = 0; i < count; i++) {
    files[i] = open(argv[i + 3], O_RDONLY);
    if (files[i] < 0) {
      perror(argv[i + 3]);
      return 1;
    }
  }
  if (strcmp(argv[1], "live") == 0) live(files, count, argv + 3);
  long long sum = 0;
  for (long round = -WARM_UP; round < rounds; round++) {
    long long start = now_ns();
    round_of(files, count, argv + 3, parses);
    if (round >= 0) {
      took[round] = now_ns() - start;
      sum += took[round];
    }
  }
  qsort(took, (size_t)rounds, sizeof(long long), ascending);
  printf("%lld %lld\n", took[rounds / 2], sum / rounds);
  return 0;
}
