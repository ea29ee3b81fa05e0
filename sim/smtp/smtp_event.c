/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_event.h"

static const char *const endings[SMTP_ENDINGS] = {
    [SMTP_NOT_ENDED] = "not-yet",
    [SMTP_ENDED_QUIT] = "quit",
    [SMTP_ENDED_EOF] = "eof",
    [SMTP_ENDED_RESET] = "reset",
    [SMTP_ENDED_CLIENT_ALERT] = "client-alert",
    [SMTP_ENDED_TLS] = "tls-trouble",
    [SMTP_ENDED_TURNED_AWAY] = "turned-away",
    [SMTP_ENDED_TIMEOUT] = "timeout",
    [SMTP_ENDED_FLOOD] = "flood",
    [SMTP_ENDED_CROWDED] = "crowded",
};

static const char *const kinds[SMTP_EVENT_KINDS] = {
    [SMTP_EVENT_CONNECTED] = "connected",
    [SMTP_EVENT_CLIENT_SAID] = "client-said",
    [SMTP_EVENT_SERVER_SAID] = "server-said",
    [SMTP_EVENT_STARTTLS] = "starttls",
    [SMTP_EVENT_HANDSHAKE_DONE] = "handshake-done",
    [SMTP_EVENT_HANDSHAKE_FAILED] = "handshake-failed",
    [SMTP_EVENT_TLS_ENDED] = "tls-ended",
    [SMTP_EVENT_LEAK] = "leak",
    [SMTP_EVENT_REFUSED] = "refused",
    [SMTP_EVENT_MESSAGE] = "message",
    [SMTP_EVENT_LAB_FAULT] = "lab-fault",
    [SMTP_EVENT_ENDED] = "ended",
};

const char *
smtp_ending_name(enum smtp_ending ending)
{
	return endings[ending];
}

const char *
smtp_event_name(enum smtp_event_kind kind)
{
	return kinds[kind];
}
