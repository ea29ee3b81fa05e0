/* SPDX-License-Identifier: MIT */
/*
 * lab_ports.h - which ports of the machine a lab with high ports takes.
 *
 * A service has the same port on each address where it is, so the port must
 * be free on all of them.  Others may take one between our look and our use;
 * then it is their word that counts: a listener that cannot be opened is told.
 */
#ifndef HARNESS_RUN_LAB_PORTS_H
#define HARNESS_RUN_LAB_PORTS_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

#define LAB_PORTS_FIRST 10000
#define LAB_PORTS_LAST	29999 /* above are those of outgoing connections */

struct lab_ports {
	uint16_t dns;	      /* UDP and TCP on all four name servers */
	uint16_t smtp, https; /* on each host; never the same */
	uint16_t submit;      /* the client's own, on 127.0.0.1 */
};

/* ERR_SYSTEM or ERR_PERMISSION names the address where there is none. */
MUST_USE bool lab_ports_choose(
    size_t hosts, uint64_t seed, struct lab_ports *, struct err *);

#endif
