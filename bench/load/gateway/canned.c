// A provider that answers every chat completion with the same bytes, faster than anything that stands before it.
// One thread, epoll, keep-alive. A body with "stream":true gets an event stream, some events a write (one each would
// make this program the slowest of the chain); with include_usage it has a chunk with usage. A body that holds "delay" is answered after DELAY milliseconds.
//   canned PORT DELAY
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 4096, REQUEST_BYTES = 64 * 1024, EVENTS = 20, EVENTS_A_WRITE = 5,
       EVENT_BYTES = 512, PARTS = 12, PART_BYTES = EVENTS_A_WRITE * EVENT_BYTES * 2 };

typedef struct {
  int fd;
  int used;              // bytes of the request read so far
  int part, parts;       // the next part to write, and how many there are
  int offset;            // bytes of that part already written
  const struct answer *answer;
  int64_t due;           // when it is answered, in nanoseconds; 0: nothing waits
  char request[REQUEST_BYTES];
} connection;

typedef struct answer {
  int count;
  int lengths[PARTS], events;
  char parts[PARTS][PART_BYTES];
} answer;

static answer json_answer, stream_answer, usage_stream_answer;
static connection *connections[MAX_CONNECTIONS];
static int waiting[MAX_CONNECTIONS], waiting_first, waiting_count; // all wait equally long: a ring in order
static int epoll, timer, delay_milliseconds;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void add_part(answer *a, const char *text) {
  a->lengths[a->count] = (int)strlen(text);
  memcpy(a->parts[a->count++], text, strlen(text));
}

static void append(answer *a, const char *text) {
  int *length = &a->lengths[a->count - 1];
  memcpy(a->parts[a->count - 1] + *length, text, strlen(text));
  *length += (int)strlen(text);
}

static void add_event(answer *a, const char *data) {
  char event[EVENT_BYTES + 16], chunk[EVENT_BYTES + 64];
  snprintf(event, sizeof event, "data: %s\n\n", data);
  snprintf(chunk, sizeof chunk, "%zx\r\n%s\r\n", strlen(event), event);
  // The first event goes out with the headers.
  if (a->events++ % EVENTS_A_WRITE == 1) add_part(a, chunk);
  else append(a, chunk);
}

static void make_stream(answer *a, int has_usage) {
  static const char chunk[] =
      "{\"id\":\"chatcmpl-canned\",\"object\":\"chat.completion.chunk\",\"created\":1795000000,\"model\":\"gpt-4o-mini\","
      "\"choices\":[%s]%s}";
  char data[EVENT_BYTES];
  add_part(a, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < EVENTS; i++) {
    snprintf(data, sizeof data, chunk, "{\"index\":0,\"delta\":{\"content\":\" token\"},\"finish_reason\":null}",
             has_usage ? ",\"usage\":null" : "");
    add_event(a, data);
  }
  snprintf(data, sizeof data, chunk, "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}",
           has_usage ? ",\"usage\":null" : "");
  add_event(a, data);
  if (has_usage) {
    snprintf(data, sizeof data, chunk, "",
             ",\"usage\":{\"prompt_tokens\":60,\"completion_tokens\":20,\"total_tokens\":80}");
    add_event(a, data);
  }
  append(a, "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");
}

static void make_json(answer *a) {
  static const char body[] =
      "{\"id\":\"chatcmpl-canned\",\"object\":\"chat.completion\",\"created\":1795000000,\"model\":\"gpt-4o-mini\","
      "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"The quick brown fox jumps over the lazy "
      "dog, and the dog does not mind at all.\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
      "\"usage\":{\"prompt_tokens\":60,\"completion_tokens\":20,\"total_tokens\":80,"
      "\"prompt_tokens_details\":{\"cached_tokens\":0}},\"service_tier\":\"default\"}";
  char part[PART_BYTES];
  snprintf(part, sizeof part, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
           strlen(body), body);
  add_part(a, part);
}

static void watch(connection *c, uint32_t events) {
  struct epoll_event e = {.events = events, .data.fd = c->fd};
  epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &e);
}

static void drop(connection *c) {
  connections[c->fd] = NULL;
  close(c->fd);
  free(c);
}

static void arm(void) {
  struct itimerspec t = {0};
  if (waiting_count > 0) {
    connection *first = connections[waiting[waiting_first]];
    int64_t due = first && first->due ? first->due : now() + 1;
    t.it_value.tv_sec = due / 1000000000LL;
    t.it_value.tv_nsec = due % 1000000000LL;
  }
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &t, NULL);
}

// Writes one part; the next one waits for the others' turn.
static void write_part(connection *c) {
  const answer *a = c->answer;
  ssize_t n = send(c->fd, a->parts[c->part] + c->offset, (size_t)(a->lengths[c->part] - c->offset), MSG_NOSIGNAL);
  if (n < 0) {
    if (errno != EAGAIN) drop(c);
    return;
  }
  c->offset += (int)n;
  if (c->offset == a->lengths[c->part]) {
    c->part++;
    c->offset = 0;
  }
  if (c->part == c->parts) {
    c->answer = NULL;
    c->used = 0;
    watch(c, EPOLLIN);
  }
}

static void begin(connection *c) {
  c->part = c->offset = 0;
  c->parts = c->answer->count;
  write_part(c);
  if (connections[c->fd] == c && c->answer) watch(c, EPOLLOUT);
}

// The length of the request when all of it is there, otherwise 0; a body is as long as said, or in chunks.
static int whole(const connection *c, const char **body, int *body_length) {
  const char *end = memmem(c->request, (size_t)c->used, "\r\n\r\n", 4);
  if (!end) return 0;
  *body = end + 4;
  int head = (int)(*body - c->request);
  for (const char *line = c->request; line < end;) {
    if (strncasecmp(line, "content-length:", 15) == 0) {
      *body_length = atoi(line + 15);
      return c->used >= head + *body_length ? head + *body_length : 0;
    }
    if (strncasecmp(line, "transfer-encoding:", 18) == 0) {
      *body_length = c->used - head;
      return *body_length >= 5 && memcmp(c->request + c->used - 5, "0\r\n\r\n", 5) == 0 ? c->used : 0;
    }
    const char *next = memmem(line, (size_t)(end + 2 - line), "\r\n", 2);
    line = next + 2;
  }
  *body_length = 0;
  return head;
}

static void read_request(connection *c) {
  ssize_t n = recv(c->fd, c->request + c->used, (size_t)(REQUEST_BYTES - c->used), 0);
  if (n <= 0) {
    if (n == 0 || errno != EAGAIN) drop(c);
    return;
  }
  c->used += (int)n;
  const char *body;
  int length;
  if (!whole(c, &body, &length)) {
    if (c->used == REQUEST_BYTES) drop(c);
    return;
  }
  int is_stream = memmem(body, (size_t)length, "\"stream\":true", 13) != NULL;
  int has_usage = memmem(body, (size_t)length, "include_usage", 13) != NULL;
  c->answer = !is_stream ? &json_answer : has_usage ? &usage_stream_answer : &stream_answer;
  if (delay_milliseconds > 0 && memmem(body, (size_t)length, "\"delay\"", 7)) {
    c->due = now() + delay_milliseconds * 1000000LL;
    waiting[(waiting_first + waiting_count++) % MAX_CONNECTIONS] = c->fd;
    if (waiting_count == 1) arm();
    return;
  }
  begin(c);
}

static void answer_due(void) {
  uint64_t ignored;
  if (read(timer, &ignored, sizeof ignored) < 0 && errno != EAGAIN) exit(1);
  while (waiting_count > 0) {
    connection *c = connections[waiting[waiting_first]];
    if (c && c->due > now()) break;
    waiting_first = (waiting_first + 1) % MAX_CONNECTIONS;
    waiting_count--;
    if (c && c->due) {
      c->due = 0;
      begin(c);
    }
  }
  arm();
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    int on = 1;
    if (fd >= MAX_CONNECTIONS) {
      close(fd);
      continue;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections[fd] = calloc(1, sizeof(connection));
    connections[fd]->fd = fd;
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
  }
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: canned PORT DELAY\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  delay_milliseconds = atoi(arguments[2]);
  make_json(&json_answer);
  make_stream(&stream_answer, 0);
  make_stream(&usage_stream_answer, 1);
  int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1024) != 0) {
    perror("canned");
    return 1;
  }
  epoll = epoll_create1(0);
  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct epoll_event e = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
  e.data.fd = timer;
  epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &e);
  for (;;) {
    int n = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      connection *c;
      if (fd == listener) {
        accept_all(listener);
      } else if (fd == timer) {
        answer_due();
      } else if ((c = connections[fd]) != NULL) {
        if (events[i].events & EPOLLOUT) write_part(c);
        else if (c->answer && (events[i].events & (EPOLLHUP | EPOLLERR))) drop(c);
        else if (!c->answer) read_request(c);
        else drop(c); // more bytes while the answer waits: nobody who is measured pipelines
      }
    }
  }
}
