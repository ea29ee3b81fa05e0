-- SPDX-License-Identifier: MIT
--
-- client.lua - client "name" { start "command", send (smtp "address"), ... }:
-- how to make a mail server send one mail.

local complain = require "complain"
local fields = require "fields"
local json = require "json"
local native = require "native"
local schema = require "schema"
local statement = require "statement"
local words = require "words"

local M = {}

-- ${...} that badmx fills in; the names in policy { } bodies join them.
M.placeholders = { "badmx", "ca_file", "clock_fd", "dir", "dns", "dns_port",
                   "helo", "jobs", "nexthop", "nexthops", "policy", "seed",
                   "smtp_port", "submit", "t0", "to" }

local with_name = { "client", "file", "setup", "start", "tcp", "delay", "smtp",
                    "command", "batch", "queue", "retry", "log", "stop",
                    "policy" }
local without_name = { "ready", "send", "programs", "users", "isolation",
                       "env" }

-- For schema.lua.  "$${" is not one: that is how a "${" of the client's own
-- language is written.
function M.known_placeholders(names)
  local known = { pattern = "%f[$]%${([^}%s]*)", form = "${%s}",
    literal = "a ${ for the client itself is written $${   "
      .. "All placeholders: badmx list placeholders" }
  for _, name in ipairs(names) do known[name] = true end
  return known
end

function M.words(file)
  local made = {}
  for _, word in ipairs(with_name) do
    made[word] = function(name, second)
      return statement.new(file, word, name, { second = second })
    end
  end
  for _, word in ipairs(without_name) do
    made[word] = function(body)
      local s = statement.new(file, word, nil, { body = body })
      local inner = statement.of(body)
      if inner then inner.used = true end
      return s
    end
  end
  for _, word in ipairs { "stdout", "stderr" } do
    made[word] = statement.new(file, word)
    statement.of(made[word]).used = true
  end
  return made
end

local text = schema.text()

local function wrong(s, message, hint)
  schema.place(s):wrong(message, hint)
end

-- A text of a statement, with its placeholders checked.
local function check_text(client, s, value, what)
  if words.is_unknown(value) then return nil end
  if type(value) ~= "string" then
    wrong(s, ("%s needs %s in quotes"):format(s.word, what))
    return nil
  end
  local place = schema.place(s)
  place.placeholders = client.placeholders
  return schema.check(text, value, place)
end

local function check_body(client, s, kind, body)
  local place = schema.place(s)
  place.placeholders = client.placeholders
  return schema.check(kind, body, place)
end

-- The text of a file may be indented as a whole.
local function unindented(value)
  local least
  for indent, rest in value:gmatch("([ \t]*)([^\n]*)\n?") do
    if rest ~= "" and (not least or #indent < #least) then least = indent end
  end
  value = value:gsub("[ \t]+$", "")
  if not least or least == "" then return value end
  return (("\n" .. value):gsub("\n" .. least, "\n"):sub(2))
end

-- What a statement `file` says, also one of a tool; nil after a complaint.
function M.file(client, s)
  local path = check_text(client, s, s.name, "a path")
  local mode = s.arguments.second or "0644"
  if type(mode) ~= "string" or not mode:find("^0?[0-7][0-7][0-7]$") then
    return wrong(s, "the mode of a file is a text like \"0600\"")
  end
  local body = check_text(client, s, s.body, "its content")
  if path and body then
    return { path = path, mode = mode, text = unindented(body) }
  end
end

local take = {}

function take.file(client, s, json_)
  json_.files[#json_.files + 1] = M.file(client, s)
end

function take.setup(client, s, json_)
  table.insert(json_.setup, check_text(client, s, s.name, "a command"))
end

local function take_command(client, s, json_)
  json_[s.word] = check_text(client, s, s.name, "a command")
end

take.start, take.retry, take.stop = take_command, take_command, take_command

-- What stands in ready ( ) and send ( ).
local function inner_of(client, s, choices, example)
  local inner = statement.of(s.arguments.body)
  if words.is_unknown(s.arguments.body) then return nil end
  if not inner or not choices[inner.word] then
    return wrong(s, s.word .. " does not take that", "for example: " .. example)
  end
  return inner, check_text(client, inner, inner.name, choices[inner.word])
end

function take.ready(client, s, json_)
  local inner, what = inner_of(client, s, { tcp = "an address", file = "a path",
    delay = "a time" }, 'ready (tcp "127.0.0.1:25")')
  if not what then return end
  if inner.word == "delay" and not native.is_span(what) then
    return wrong(inner, "delay needs a time", 'for example: delay "1 second"')
  end
  json_.ready = { [inner.word] = what }
end

function take.send(client, s, json_)
  local inner, what = inner_of(client, s, { smtp = "an address",
    command = "a command", batch = "a command" },
    'send (smtp "127.0.0.1:25"), send (command "./send-one.sh")')
  if what then json_.send = { kind = inner.word, what = what } end
end

local patterns = schema.list(text)

function take.queue(client, s, json_)
  local command = check_text(client, s, s.name, "a command")
  local found = check_body(client, s, patterns, s.body or {})
  if command and found then
    json_.queue = { command = command, patterns = found }
  end
end

local reason = schema.choice(native.reasons, "All reasons: badmx list reasons")
local rule_outcomes = { deliver = true, verified = true, unverified = true,
                        defer = true, bounce = true }
local one_outcome = {
  name = "deliver, verified, unverified, defer or bounce",
  check = function(value)
    local word = words.word(value)
    return rule_outcomes[word] and word or nil
  end }

local function check_rule(client, s, rule, i)
  local place = schema.place(s):down(i)
  if words.is_unknown(rule) then return nil end
  if type(rule) ~= "table" or statement.of(rule) or words.cell(rule)
    or #rule < 1 or #rule > 3 then
    place:wrong("a log rule is { \"pattern*\", outcome, \"reason\" }",
      'for example: { "*certificate expired*", defer, "certificate-expired" }')
    return nil
  end
  place.placeholders = client.placeholders
  local result = { pattern = schema.check(text, rule[1], place:down(1)),
                   -- Without one the line is known and says nothing.
                   outcome = rule[2] ~= nil
                     and schema.check(one_outcome, rule[2], place:down(2)) }
  if rule[3] ~= nil then
    result.reason = schema.check(reason, rule[3], place:down(3))
  end
  if rule[2] == nil then result.outcome = nil end
  return result.pattern and (rule[2] == nil or result.outcome) and result
end

function take.log(client, s, json_)
  local stream = statement.of(s.name)
  local path = stream and (stream.word == "stdout" or stream.word == "stderr")
    and stream.word or check_text(client, s, s.name, "a path, stdout or stderr")
  if s.body == nil then
    return wrong(s, "log needs its rules: { { \"pattern*\", defer }, ... }")
  end
  if type(s.body) ~= "table" then return wrong(s, "log takes a list of rules") end
  local rules = json.list {}
  for i, rule in ipairs(s.body) do
    rules[#rules + 1] = check_rule(client, s, rule, i) or nil
  end
  if path then table.insert(json_.logs, { path = path, rules = rules }) end
end

local setting = { name = "a text, a number, true or false",
  check = function(value, place)
    if type(value) == "string" then return text.check(value, place) end
    if type(value) == "number" or type(value) == "boolean" then
      return tostring(value)
    end
  end }
local settings = schema.map(setting)

function take.policy(client, s, json_)
  if words.is_unknown(s.name) then return end
  local name = type(s.name) == "string" and native.policy(s.name)
  if not name then
    return wrong(s, ("there is no policy called %q"):format(tostring(s.name)),
      complain.hint(tostring(s.name), native.policies,
        "All names: badmx list policies"))
  end
  if json_.policies[name] then
    return wrong(s, ("the policy %q stands here twice"):format(name))
  end
  if type(s.body) ~= "table" then
    return wrong(s, "policy needs its settings: { setting = \"...\" }")
  end
  json_.policies[name] = check_body(client, s, settings, s.body)
end

local names = schema.list(text)
local isolation = schema.list(schema.choice { "netns", "ports" })
local env = schema.map(setting)

local function take_list(kind)
  return function(client, s, json_)
    if s.arguments.body == nil then
      return wrong(s, s.word .. " takes a list: " .. s.word .. " { ... }")
    end
    json_[s.word] = check_body(client, s, kind, s.arguments.body)
  end
end

take.programs, take.users = take_list(names), take_list(names)
take.isolation, take.env = take_list(isolation), take_list(env)

local repeated = { file = true, setup = true, log = true, policy = true }

-- The statements inside, and the names that their policies add to ${...}.
local function collect(client, s)
  local found, first = {}, {}
  for i, value in ipairs(s.body) do
    local inner = statement.of(value)
    if inner and take[inner.word] then
      inner.used = true
      local earlier = first[inner.word]
      if earlier and not repeated[inner.word] then
        wrong(inner, ("%s stands here twice"):format(inner.word),
          "first one is on line " .. earlier.line)
      end
      first[inner.word] = earlier or inner
      found[#found + 1] = inner
      if inner.word == "policy" and type(inner.body) == "table" then
        for name in pairs(inner.body) do client.placeholders[name] = true end
      end
    elseif not words.is_unknown(value) then
      if inner then inner.used = true end
      schema.place(s):down(i):wrong(inner and ("%s does not belong into a "
        .. "client"):format(inner.word) or "a client holds fields and words",
        "All fields: badmx list fields client   All words: badmx help words")
    end
  end
  return found, first
end

local function new_client(s, fields_)
  local result = { name = s.name, ids = "one", clock = "real",
    file = s.file.source.path, line = s.line, origin = s.file.origin, env = {},
    policies = {}, isolation = json.list { "netns" } }
  for _, key in ipairs { "programs", "users", "files", "setup", "logs" } do
    result[key] = json.list {}
  end
  for key, value in pairs(fields_) do result[key] = value end
  return result
end

-- A statement `client` becomes a client of the suite.
function M.check(s, suite)
  if not schema.opens(s, suite.client_of,
    "a client needs a name of letters, digits, dots and dashes") then
    return
  end
  local client = { placeholders = M.known_placeholders(M.placeholders) }
  local found, first = collect(client, s)
  local place = schema.place(s)
  place.placeholders = client.placeholders
  local result = new_client(s, schema.check(fields.client, s.body, place) or {})
  for _, inner in ipairs(found) do take[inner.word](client, inner, result) end
  if not first.send then
    wrong(s, ("client %q does not say how to send"):format(s.name),
      'for example: send (smtp "127.0.0.1:25")')
  end
  suite.clients[#suite.clients + 1] = result
end

return M
