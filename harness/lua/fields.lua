-- SPDX-License-Identifier: MIT
--
-- fields.lua - what may stand in a case, a certificate, a server: name, type
-- and meaning of every field.  `badmx list fields` prints this.

local native = require "native"
local schema = require "schema"

local text, list, either = schema.text(), schema.list, schema.either
local M = {}

local function field(kind, meaning, required)
  return { kind, meaning, required = required }
end

local function optional(kind, meaning) return field(kind, meaning, false) end
local function required(kind, meaning) return field(kind, meaning, true) end

-- What is shown to people between other lines.
M.line = schema.text { name = "a text of one line, without control characters",
  test = function(value) return value ~= "" and not value:find("%c") end }

-- Times in a certificate.

local function is_time(value)
  return native.is_span(value) or native.is_date(value)
    or value:find("^utctime:%d+Z$") or value:find("^generalizedtime:%d+Z$")
end

local time = schema.text { name = "a time", test = is_time,
  example = '"-1 day", "2024-07-19", "utctime:500101000000Z"' }

-- A certificate.

local other_names = { ip = true, uri = true, email = true }

local san_name = { name = "a name or { ip = ... }",
  example = '"mx.{domain}", { hex = "ff" }, { ip = "{address}" }',
  check = function(value, place)
    if type(value) == "table" then
      local key, element = next(value)
      if other_names[key] and next(value, key) == nil then
        local good = schema.check(text, element, place:down(key))
        if good == nil then return nil, true end
        return { [key] = good }
      end
    end
    return schema.bytes.check(value, place)
  end }

local subject = schema.record { id = "subject", title = "a subject",
  fields = {
    O = optional(schema.bytes, "organisation"),
    OU = optional(schema.bytes, "unit of the organisation"),
    L = optional(schema.bytes, "place"),
    ST = optional(schema.bytes, "state or province"),
    C = optional(schema.bytes, "country, two letters"),
  } }

local key = schema.pattern("^%w+$", "a kind of key", '"p256", "rsa2048"')
local own_key = schema.pattern("^%w+:[%w-]+$", "a kind of key with a name")
local any_key = { name = "a kind of key", example = '"p256", "rsa2048:mine"',
  check = function(value, place)
    if type(value) ~= "string" then return nil end
    return (value:find(":", 1, true) and own_key or key).check(value, place)
  end }

local common_name = either(schema.only(false), schema.bytes)

-- What a leaf and an authority have in common.
local function certificate_fields(more)
  local fields = {
    cn = optional(common_name, "common name; false: none"),
    subject = optional(subject, "further parts of the subject"),
    not_before = optional(time, 'valid from; default "-1 day"'),
    not_after = optional(time, 'valid until; default "+89 days"'),
    key = optional(any_key, 'kind of key; default "p256"'),
    issuer = optional(text, "I, R, P, self or a label of authorities"),
  }
  for name, what in pairs(more) do fields[name] = what end
  return fields
end

local authority = schema.record { id = "authority", title = "an authority",
  fields = certificate_fields {
    label = required(text, "what issuer and sends call it"),
    permitted = optional(list(text), "name constraints: permitted subtrees"),
    excluded = optional(list(text), "name constraints: excluded subtrees"),
    trusted = optional(schema.truth, "true: clients trust it"),
    same_key_as = optional(text, "label of an authority with the same key"),
    same_subject_as = optional(text, "label of one with the same subject"),
  } }

M.certificate = schema.record { id = "certificate", title = "a certificate",
  fields = certificate_fields {
    names = optional(list(san_name), "what the SAN lists; default: the host"),
    san = optional(schema.choice { "none", "empty" },
      "no SAN extension at all, or one with nothing in it"),
    authorities = optional(list(authority), "authorities made for this case"),
    sends = optional(list(text), "what the server sends, leaf first"),
  } }

-- A server.

local reply = { name = "an SMTP reply", example = '"550 5.1.1 No such user"',
  check = function(value, place)
    local good, problem = text.check(value, place)
    if type(good) ~= "string" then return good, problem end
    local why = native.check_reply(value)
    if why then return nil, why end
    return good
  end }

M.server = schema.record { id = "server", title = "a server",
  fields = {
    starttls = optional(either(schema.truth, reply),
      "false: not offered; a reply: offered, and refused with it"),
    greeting = optional(reply, "the reply to the connection"),
    ehlo = optional(reply, "the reply to EHLO"),
    helo = optional(reply, "the reply to HELO"),
    mail = optional(reply, "the reply to MAIL"),
    rcpt = optional(reply, "the reply to every RCPT"),
    data = optional(reply, "the reply to DATA"),
    dot = optional(reply, "the reply to a message"),
    rset = optional(reply, "the reply to RSET"),
    noop = optional(reply, "the reply to NOOP"),
    vrfy = optional(reply, "the reply to VRFY"),
    quit = optional(reply, "the reply to QUIT"),
    capabilities = optional(list(text), "the lines of EHLO, without STARTTLS"),
    greylist = optional(schema.span, "refused with 451 that long"),
  } }

M.web = schema.record { id = "web", title = "a web host", fields = {
  certificate = optional(M.certificate, "what it shows on port 443"),
} }

-- Hosts and cases.

local host_fields = {
  certificate = optional(M.certificate, "what it shows; default: a good one"),
  server = optional(M.server, "how it behaves; default: politely"),
  family = optional(schema.choice { "ipv4", "ipv6", "both" },
    'its addresses; default "ipv4"'),
  ptr = optional(text, "what its address is called; default: its name"),
  cname = optional(text, "its name is an alias of this one"),
}

local function with_host_fields(more)
  for name, what in pairs(host_fields) do more[name] = what end
  return more
end

M.host = schema.record { id = "host", title = "a host",
  fields = with_host_fields {
    web = optional(M.web, "a web host: HTTPS instead of SMTP"),
  } }

local reason = schema.choice(native.reasons,
  "All reasons: badmx list reasons")

-- RFC 3463 section 2: class.subject.detail, without zeros in front.
local status_code = schema.text {
  name = "a status code: class.subject.detail", example = '"4.7.5"',
  test = function(value)
    local about, detail = value:match("^[245]%.(%d%d?%d?)%.(%d%d?%d?)$")
    return about and not about:find("^0.") and not detail:find("^0.")
  end }

M.case = schema.record { id = "case", title = "a case", elements = true,
  fields = with_host_fields {
    shows = required(M.line, "what is wrong, in one line"),
    clause = required(M.line, 'what decides: RFC and section, "product rule"'),
    reason = optional(list(reason), "why it is refused"),
    status = optional(status_code, "the status code it should have"),
    tags = optional(list(M.line), '"slow" and the like'),
    domain = optional(text, 'the domain; default "{id}.example"'),
    to = optional(text, 'the recipient; default "u@{domain}"'),
    nexthop = optional(text, "relay to this host"),
    clock = optional(schema.choice { "virtual" },
      "only for clients whose clock can be set"),
    messages = optional(schema.whole(1, 1000), "mails; default 1"),
    restart = optional(schema.truth, "restart the client between two mails"),
    day = optional(schema.date, "the day of an incident"),
    mx_name = optional(text, 'the mail server; default "mx.{domain}"'),
  } }

-- Sugar of a case: these belong to its only mail server.
M.of_default_mx = { "certificate", "server", "family", "ptr", "cname",
                    "mx_name" }

M.matrix = schema.record { id = "matrix", title = "a matrix", elements = true,
  fields = { why = optional(M.line, "what the table is for") } }

M.row = schema.record { id = "row", title = "a row", elements = true,
  fields = {
    twin = optional(text, "the same with a fault: must be withheld"),
  } }

-- Clients.

M.client = schema.record { id = "client", title = "a client", elements = true,
  fields = {
    about = optional(M.line, "its full name"),
    version = optional(text, "command that prints its version"),
    package = optional(text, "Debian package"),
    ids = optional(schema.choice { "one", "many" }, "user ids it needs"),
    clock = optional(schema.choice { "real", "virtual" }, "whose time it has"),
    nexthop = optional(text, "how it is told to relay"),
  } }

-- Programs for a person in the mail world.

M.tool = schema.record { id = "tool", title = "a tool", elements = true,
  fields = {
    package = required(text, "Debian packages, with a space between them"),
    needs = optional(list(text), "files without which it is not all there"),
    try = required(text, "a command that shows what it does"),
    case = optional(text, "the case that ${domain} is; default: any"),
    note = optional(M.line, "what one has to know, in one line"),
  } }

M.records = { "case", "host", "certificate", "server", "web", "matrix", "row",
              "client", "tool" }

-- Names, meanings and whether required, for `badmx list fields`.
function M.describe()
  local all = {}
  local function add(record)
    local described = {}
    for name, what in pairs(record.fields) do
      described[name] = { meaning = what[2], type = what[1].name,
                          required = what.required }
    end
    all[record.id] = described
  end
  for _, name in ipairs(M.records) do add(M[name].record) end
  add(authority.record)
  add(subject.record)
  return all
end

return M
