/* SPDX-License-Identifier: MIT */
#include "sim/web/web_host.h"

#include <stdlib.h>

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/http.h>
#include <openssl/ssl.h>

#include "sim/base/mem.h"
#include "sim/tls/tls_identity.h"

#define REQUEST_SECONDS	 30
#define MAX_HEADER_BYTES 16384
#define MAX_BODY_BYTES	 65536

struct web_host {
	struct evhttp *http;
	SSL_CTX *tls;
	web_chain_fn *chain;
	web_request_fn *on_request;
	void *arg;
};

static const char *
method_name(enum evhttp_cmd_type method)
{
	switch (method) {
	case EVHTTP_REQ_GET:
		return "GET";
	case EVHTTP_REQ_HEAD:
		return "HEAD";
	case EVHTTP_REQ_POST:
		return "POST";
	case EVHTTP_REQ_PUT:
	case EVHTTP_REQ_DELETE:
	case EVHTTP_REQ_OPTIONS:
	case EVHTTP_REQ_TRACE:
	case EVHTTP_REQ_CONNECT:
	case EVHTTP_REQ_PATCH:
		break;
	}
	return "other";
}

static void
on_http(struct evhttp_request *req, void *arg)
{
	struct web_host *web = arg;
	struct evbuffer *body = evbuffer_new();

	if (body == NULL)
		out_of_memory();
	if (web->on_request != NULL)
		web->on_request(method_name(evhttp_request_get_command(req)),
		    evhttp_request_get_uri(req), web->arg);
	evhttp_add_header(evhttp_request_get_output_headers(req),
	    "Content-Type", "text/plain; charset=us-ascii");
	evbuffer_add_printf(body, "A web host of the pretend Internet.\n");
	evhttp_send_reply(req, HTTP_OK, "OK", body);
	evbuffer_free(body);
}

/* A host without a usable chain still accepts, and the handshake fails. */
static struct bufferevent *
new_connection(struct event_base *base, void *arg)
{
	struct web_host *web = arg;
	SSL *ssl = SSL_new(web->tls);
	const struct cert_chain *chain;
	struct err err;

	if (ssl == NULL)
		out_of_memory();
	chain = web->chain(web->arg, &err);
	if (chain != NULL && !tls_identity_use(ssl, chain, &err))
		chain = NULL;
	return bufferevent_openssl_socket_new(
	    base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
}

struct web_host *
web_host_new(struct event_base *base, web_chain_fn *chain,
    web_request_fn *on_request, void *arg)
{
	struct web_host *web = xcalloc(1, sizeof(*web));

	web->chain = chain;
	web->on_request = on_request;
	web->arg = arg;
	web->tls = tls_identity_context();
	web->http = evhttp_new(base);
	if (web->tls == NULL || web->http == NULL)
		out_of_memory();
	evhttp_set_gencb(web->http, on_http, web);
	evhttp_set_bevcb(web->http, new_connection, web);
	evhttp_set_timeout(web->http, REQUEST_SECONDS);
	evhttp_set_max_headers_size(web->http, MAX_HEADER_BYTES);
	evhttp_set_max_body_size(web->http, MAX_BODY_BYTES);
	return web;
}

void
web_host_listen(struct web_host *web, evutil_socket_t listening)
{
	if (evhttp_accept_socket(web->http, listening) == -1)
		out_of_memory();
}

void
web_host_free(struct web_host *web)
{
	if (web == NULL)
		return;
	evhttp_free(web->http);
	SSL_CTX_free(web->tls);
	free(web);
}
