-- SPDX-License-Identifier: MIT
--
-- buildable.lua - can a world be made of the cases?  Those who make it are
-- asked about each; and no two cases may have the same domain or host.

local json = require "json"
local native = require "native"

local M = {}

local examples = {
  domain = 'domain = "partner.example"',
  name = '"mx.{domain}"',
  cname = 'cname = "real.partner.example"',
  ptr = 'ptr = "static-17.isp.example"',
  to = 'to = "u@{domain}"',
  nexthop = 'nexthop = "mx.{domain}"',
  record = 'record "{domain}. IN TXT \\"v=spf1 -all\\""',
}

-- Where a field of a case is written, and the value there.
local function find(fault, result, places)
  local field, host = fault.field, result.hosts[fault.nth]
  if field == "record" then
    return places.records[fault.nth], result.records[fault.nth]
  elseif result[field] then
    return places.case:down(field), result[field]
  end
  if not host then return places.case, nil end
  local at = places.hosts[fault.nth]
  return field == "name" and at.name or at.body:down(field), host[field]
end

-- "certificate: key: ..." is about the field "key" of the certificate.
local function follow(place, value, text)
  for key in text:gmatch("([%a_]+): ") do
    if type(value) == "table" and value[key] ~= nil then
      place, value = place:down(key), value[key]
    end
  end
  return place
end

local function complain(fault, result, places)
  local place, value = find(fault, result, places)
  local example = examples[fault.field]
  if type(value) == "table" then
    follow(place, value, fault.text):wrong_key(fault.text,
      "All fields: badmx list fields " .. fault.field)
  else
    place:wrong(fault.text, example and "for example: " .. example)
  end
end

-- A wrong domain makes every name below it wrong.
local function follows_from(fault, bad_domain, result, places)
  if not bad_domain or fault.field == "domain" then return false end
  local _, value = find(fault, result, places)
  return type(value) == "string" and value:find("{domain}", 1, true) ~= nil
end

-- In C a text ends there.
local function has_nul(text, place)
  if text and text:find("\0", 1, true) then
    place:wrong("this text has a NUL byte in it")
    return true
  end
end

local function any_nul(result, places)
  local found = false
  for _, field in ipairs { "domain", "to", "nexthop" } do
    found = has_nul(result[field], places.case:down(field)) or found
  end
  for i, host in ipairs(result.hosts) do
    local at = places.hosts[i]
    found = has_nul(host.name, at.name)
      or has_nul(host.cname, at.body:down("cname"))
      or has_nul(host.ptr, at.body:down("ptr")) or found
  end
  for i, record in ipairs(result.records) do
    found = has_nul(record, places.records[i]) or found
  end
  return found
end

local function check_parts(result, places)
  if any_nul(result, places) then return false end
  local faults = native.check_case(json.encode(result))
  local bad_domain = false
  for _, fault in ipairs(faults) do
    bad_domain = bad_domain or fault.field == "domain"
  end
  for _, fault in ipairs(faults) do
    if not follows_from(fault, bad_domain, result, places) then
      complain(fault, result, places)
    end
  end
  return #faults == 0
end

-- The final text of a name, as names are compared (RFC 4343).
local function final(name, result)
  local values = { id = result.id }
  values.domain = result.domain:gsub("{(%a+)}", values)
  return (name:gsub("{(%a+)}", values):lower():gsub("%.$", ""))
end

-- What the lab itself needs: see mail.h and roll.h.
local function is_reserved(name)
  return ("." .. name):find("%.sender%.example$")
    or ("." .. name):find("%.canary%-[%w-]+%.example$")
end

local function claim(kind, name, s, owners, place)
  local first = owners[name]
  if is_reserved(name) then
    place:wrong(("case %q: the %s %q is one that badmx itself uses"):format(
      s.name, kind, name))
  elseif first and first ~= s then
    place:wrong(("case %q: the %s %q belongs to case %q already"):format(
      s.name, kind, name, first.name), "first one " .. first:seen_from(s.file))
  else
    owners[name] = s
    return true
  end
end

-- places: of the case, and lists of those of its hosts and records.
function M.check(s, result, places, suite)
  if not check_parts(result, places) then return end
  if not claim("domain", final(result.domain, result), s, suite.domains,
    places.case:down("domain")) then
    return
  end
  for i, host in ipairs(result.hosts) do
    local at = places.hosts[i]
    claim("host name", final(host.name, result), s, suite.host_names, at.name)
    if host.cname then
      claim("host name", final(host.cname, result), s, suite.host_names,
        at.body:down("cname"))
    end
  end
end

return M
