/* SPDX-License-Identifier: MIT */
/*
 * sender_mail.h - one mail from its first attempt to its end: the hosts of
 * its route in order (RFC 5321 5.1), again after a while (4.5.4.1), and back
 * to its sender if it must be (RFC 3464).  Blocking.
 *
 * Time is virtual: it begins at t0 and moves only by the waits between the
 * attempts, which nobody sits out.
 */
#ifndef HARNESS_SENDER_SENDER_MAIL_H
#define HARNESS_SENDER_SENDER_MAIL_H

#include "harness/sender/sender.h"
#include "harness/sender/sender_letter.h"
#include "harness/sender/sender_note.h"

/* fd: where the notes go.  Returns the mail's last outcome. */
enum fate sender_mail(
    const struct sender *, const struct letter *, int fd, bool for_people);

#endif
