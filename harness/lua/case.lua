-- SPDX-License-Identifier: MIT
--
-- case.lua - case "id" { mx (10, "name") {...}, host "name" {...},
-- record "zone-file line", fields }.

local buildable = require "buildable"
local fields = require "fields"
local json = require "json"
local schema = require "schema"
local statement = require "statement"
local words = require "words"

local M = {}

local placeholders = { pattern = "{([%a_]+)}", form = "{%s}",
                       id = true, domain = true, address = true }

function M.words(file)
  return {
    case = function(id) return statement.new(file, "case", id) end,
    mx = function(preference, name)
      return statement.new(file, "mx", name, { preference = preference })
    end,
    host = function(name) return statement.new(file, "host", name) end,
    record = function(line) return statement.new(file, "record", line) end,
  }
end

local function place_of(s)
  local place = schema.place(s)
  place.placeholders = placeholders
  return place
end

local function check_text(s, what)
  if words.is_unknown(s.name) then return nil end
  if type(s.name) ~= "string" then
    place_of(s):wrong(("%s needs %s in quotes"):format(s.word, what))
    return nil
  end
  return schema.check(schema.text(), s.name, place_of(s))
end

-- The labels that issuer and sends may use.
local function known_labels(certificate)
  local names = { "I", "R", "P", "self" }
  for _, authority in ipairs(certificate.authorities or {}) do
    names[#names + 1] = authority.label
  end
  local known = { leaf = "sends" }
  for _, name in ipairs(names) do known[name] = true end
  return known, names
end

local function check_label(label, known, names, place)
  if not label or known[label] == true then return end
  place:wrong(("there is no authority called %q"):format(label),
    "labels here: " .. table.concat(names, ", "))
end

local function check_labels(certificate, place)
  local known, names = known_labels(certificate)
  check_label(certificate.issuer, known, names, place:down("issuer"))
  for i, authority in ipairs(certificate.authorities or {}) do
    local at = place:down("authorities"):down(i)
    for _, key in ipairs { "issuer", "same_key_as", "same_subject_as" } do
      check_label(authority[key], known, names, at:down(key))
    end
  end
  known.leaf = true
  names[#names + 1] = "leaf"
  for i, label in ipairs(certificate.sends or {}) do
    check_label(label, known, names, place:down("sends"):down(i))
  end
end

local function check_certificates(body, place)
  if body.certificate then
    check_labels(body.certificate, place:down("certificate"))
  end
  local web = body.web and body.web.certificate
  if web then check_labels(web, place:down("web"):down("certificate")) end
end

local function new_host(name, preference, body)
  return { name = name, preference = preference, cname = body.cname,
           ptr = body.ptr, family = body.family or "ipv4",
           certificate = body.certificate or {}, server = body.server or {},
           web = body.web }
end

local function check_preference(s)
  local n = s.arguments.preference
  if math.type(n) == "integer" and n >= 0 and n <= 65535 then return n end
  if not words.is_unknown(n) then
    place_of(s):wrong("mx needs a preference and a name",
      'for example: mx (10, "mx.{domain}")')
  end
end

local function host_of(s)
  local preference
  if s.word == "mx" then
    preference = check_preference(s)
    if not preference then return nil end
  end
  local name, place = check_text(s, "a host name"), place_of(s)
  local body = schema.check(fields.host, s.body or {}, place)
  if not name or not body then return nil end
  check_certificates(body, place)
  return new_host(name, preference, body)
end

local belongs = { mx = true, host = true, record = true }

local function add(list, places, value, place)
  if value == nil then return end
  list[#list + 1], places[#places + 1] = value, place
end

local function collect(body, place)
  local hosts, records, mx = json.list {}, json.list {}, 0
  local places = { case = place, hosts = {}, records = {} }
  for i, value in ipairs(body) do
    local s = statement.of(value)
    if s and belongs[s.word] then
      s.used = true
      if s.word == "mx" then mx = mx + 1 end
      if s.word == "record" then
        add(records, places.records, check_text(s, "a zone-file line"),
          place_of(s))
      else
        add(hosts, places.hosts, host_of(s),
          { name = place_of(s), body = place_of(s) })
      end
    elseif not words.is_unknown(value) then
      if s then s.used = true end
      place:down(i):wrong(s and ("%s does not belong into a case")
        :format(s.word) or "a case holds fields, mx, host and record",
        "All fields: badmx list fields case")
    end
  end
  return hosts, records, mx, places
end

-- The mail server that a case has when it names none.
local function add_default_mx(result, mx, places)
  local sugar, place = nil, places.case
  for _, name in ipairs(fields.of_default_mx) do
    sugar = sugar or result[name] ~= nil and name
  end
  if mx > 0 and sugar then
    place:down(sugar):wrong_key(("%q is of a mail server, and this case names "
      .. "its own"):format(sugar), "write it into mx (...) { }")
  elseif mx == 0 and (sugar or #result.hosts == 0) then
    table.insert(result.hosts, 1,
      new_host(result.mx_name or "mx.{domain}", 10, result))
    table.insert(places.hosts, 1, { name = place:down("mx_name"),
                                    body = place })
  end
  for _, name in ipairs(fields.of_default_mx) do result[name] = nil end
end

local function check_id(s)
  if words.is_unknown(s.name) then return nil end
  if type(s.name) ~= "string" then
    place_of(s):wrong("a case needs an id", 'for example: case "wrong-name" { }')
  elseif not s.name:find("^[a-z0-9][a-z0-9-]*$") or #s.name > 63 then
    place_of(s):wrong(("%q cannot be the id of a case"):format(s.name),
      "small letters, digits and dashes, 63 at most: it becomes {id}.example")
  else
    return s.name
  end
end

local function check_body(s, id, suite)
  local place, complaints = place_of(s), #s.file.complaints
  local hosts, records, mx, places = collect(s.body, place)
  local result = schema.check(fields.case, s.body, place)
  if not result then return nil end
  result.id, result.hosts, result.records = id, hosts, records
  result.file, result.line = s.file.source.path, s.line
  result.origin = s.file.origin
  result.reason = result.reason or json.list {}
  result.tags = result.tags or json.list {}
  result.domain = result.domain or "{id}.example"
  result.to = result.to or "u@{domain}"
  check_certificates(result, place)
  add_default_mx(result, mx, places)
  -- Whoever builds it would complain of the same once more.
  if #s.file.complaints == complaints then
    buildable.check(s, result, places, suite)
  end
  return result
end

-- A statement `case` becomes a case of the suite.
function M.check(s, suite)
  local id = check_id(s)
  if not id then return end
  local first = suite.case_of[id]
  if first then
    place_of(s):wrong(("there is already a case %q"):format(id),
      "first one is " .. first:seen_from(s.file))
    return
  end
  suite.case_of[id] = s
  suite.case_ids[#suite.case_ids + 1] = id
  if type(s.body) ~= "table" or words.is_unknown(s.body) then
    if s.bodies == 0 and not s.file.stopped or s.body ~= nil then
      place_of(s):wrong(("case %q needs a body: { ... }"):format(id))
    end
    return
  end
  suite.cases[#suite.cases + 1] = check_body(s, id, suite)
end

return M
