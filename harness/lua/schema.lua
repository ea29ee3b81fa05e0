-- SPDX-License-Identifier: MIT
--
-- schema.lua - does a table hold what it may hold?
--
-- A type is a table { name = "a number", check = function(value, place) }.
-- check returns the value in its final form; or nil and a sentence; or nil
-- and true when it has complained itself.

local complain = require "complain"
local json = require "json"
local native = require "native"
local words = require "words"

local M = {}

-- A place: where in the file a value is written.
local Place = {}
Place.__index = Place

function M.place(statement)
  return setmetatable({ statement = statement, path = {} }, Place)
end

function Place:down(key)
  local path = table.move(self.path, 1, #self.path, 1, {})
  path[#path + 1] = key
  return setmetatable({ statement = self.statement, path = path,
                        placeholders = self.placeholders }, Place)
end

-- The tokens of the key and of the value, or the line of the statement.
function Place:tokens()
  local s = self.statement
  local source = s.file.source
  local i = source:word(s.line, s.word, s.name)
  local open = i and source:block(i)
  local key, value = source:locate(open, self.path)
  local name = i and (source:name_after(i, s.name) or i)
  local fallback = name and source:tokens()[name] or s.line
  return key or fallback, value or key or fallback
end

function Place:wrong_key(message, hint)
  complain.add(self.statement.file, (self:tokens()), message, hint)
end

function Place:wrong(message, hint)
  local _, value = self:tokens()
  complain.add(self.statement.file, value, message, hint)
end

-- Points at a part of a long text, if it can be found in it.
function Place:wrong_part(part, message, hint)
  local key, value = self:tokens()
  local source = self.statement.file.source
  local from = type(value) == "table" and value or key
  complain.add(self.statement.file, type(from) == "table"
    and source:find(from, part) or value, message, hint)
end

-- Is there a name, and a body to be checked?  `taken` holds the statements by
-- their names; one of the user's own replaces a shipped one.
function M.opens(s, taken, rule)
  local place = M.place(s)
  if words.is_unknown(s.name) then return false end
  if type(s.name) ~= "string" or not s.name:find("^%w[%w._-]*$") then
    place:wrong(rule)
    return false
  end
  local first = taken[s.name]
  if first and first.file.origin == s.file.origin then
    place:wrong(("there is already a %s %q"):format(s.word, s.name),
      "first one is " .. first:seen_from(s.file))
    return false
  end
  taken[s.name] = s
  if words.is_unknown(s.body) then return false end
  if type(s.body) == "table" then return true end
  if s.bodies > 0 or not s.file.stopped then
    place:wrong(("%s %q needs a body: { ... }"):format(s.word, s.name))
  end
  return false
end

local function article(value)
  local what = type(value)
  if what == "table" then
    return words.cell(value) and (words.word(value) or "an outcome")
      or "a table"
  end
  return what == "number" and "the number " .. tostring(value) or "a " .. what
end

-- The value in its final form; nil after a complaint.
function M.check(kind, value, place)
  if words.is_unknown(value) then return nil end
  local good, problem = kind.check(value, place)
  if good ~= nil then return good end
  if problem == true then return nil end
  local key = place.path[#place.path]
  local what = type(key) == "string" and ("%q"):format(key)
    or key and "this" or place.statement.word
  place:wrong(problem or ("%s must be %s, not %s"):format(what, kind.name,
    article(value)), kind.example and "for example: " .. kind.example)
  return nil
end

-- {word} in a text: one of place.placeholders, or a mistake.
local function placeholders_are_known(value, place)
  local known = place.placeholders
  local all = "All placeholders: badmx list placeholders"
  if not known then return true end
  for word in value:gmatch(known.pattern) do
    if not known[word] then
      local written = known.form:format(word)
      local names = {}
      for name, is in pairs(known) do
        if is == true then names[#names + 1] = name end
      end
      table.sort(names)
      place:wrong_part(written, ("%s is not a placeholder badmx knows")
        :format(written), native.nearest(word, names) and
        complain.hint(word, names, all, known.form) or known.literal or all)
      return false
    end
  end
  return true
end

local function is_text(value, place)
  if type(value) ~= "string" then return nil end
  if not utf8.len(value) then return nil, "this text is not UTF-8" end
  if not placeholders_are_known(value, place) then return nil, true end
  return value
end

function M.text(options)
  options = options or {}
  return { name = options.name or "a text in quotes", example = options.example,
    check = function(value, place)
      local good, problem = is_text(value, place)
      if not good then return good, problem end
      if options.test and not options.test(value) then
        local quoted = ("%q"):format(value):gsub("\\\n", "\\n")
        return nil, ("%s is not %s"):format(quoted, options.name)
      end
      return good
    end }
end

function M.pattern(pattern, name, example)
  return M.text { name = name, example = example,
    test = function(value) return value:find(pattern) end }
end

-- A text that may hold any bytes, or { hex = "..." }.
M.bytes = { name = "a text in quotes or { hex = \"...\" }",
  check = function(value, place)
    if type(value) == "string" then
      if not placeholders_are_known(value, place) then return nil, true end
      return value
    end
    local hex = type(value) == "table" and not words.cell(value) and value.hex
    if type(hex) ~= "string" then return nil end
    if not hex:find("^%x*$") or #hex % 2 ~= 0 then
      return nil, "hex must be an even number of hex digits"
    end
    return { hex = hex }
  end }

M.truth = { name = "true or false", check = function(value)
  if type(value) == "boolean" then return value end
end }

function M.whole(first, last)
  return { name = ("a whole number from %d to %d"):format(first, last),
    check = function(value)
      local n = math.type(value) and math.tointeger(value)
      if n and n >= first and n <= last then return n end
    end }
end

-- One of a few fixed texts.
function M.choice(names, all)
  local known = {}
  for _, name in ipairs(names) do known[name] = true end
  local name = "one of " .. table.concat(names, ", ")
  return { name = #names > 6 and "a known name" or name,
    check = function(value, place)
      if type(value) ~= "string" then return nil end
      if known[value] then return value end
      place:wrong(("%q is not known here"):format(value), complain.hint(value,
        names, all or "All of them: " .. table.concat(names, ", ")))
      return nil, true
    end }
end

-- The only value `wanted`.
function M.only(wanted)
  return { name = tostring(wanted), check = function(value)
    if value == wanted then return value end
  end }
end

function M.either(...)
  local kinds, names = { ... }, {}
  for i, kind in ipairs(kinds) do names[i] = kind.name end
  return { name = table.concat(names, " or "), check = function(value, place)
    for _, kind in ipairs(kinds) do
      local good, problem = kind.check(value, place)
      if good ~= nil or problem then return good, problem end
    end
  end }
end

local function is_plain_table(value)
  return type(value) == "table" and not words.cell(value)
end

-- A list; a single element may stand for a list of one.
function M.list(kind)
  return { name = "a list { ... }", check = function(value, place)
    if not is_plain_table(value) or value.hex then value = { value } end
    local list, good = json.list {}, true
    for key in pairs(value) do
      if math.type(key) ~= "integer" or key < 1 or key > #value then
        place:down(key):wrong_key(("%q in a list"):format(tostring(key)),
          "a list is { one, two, three }")
        good = false
      end
    end
    for i, element in ipairs(value) do
      list[i] = M.check(kind, element, place:down(i))
      good = good and list[i] ~= nil
    end
    if not good then return nil, true end
    return list
  end }
end

-- A table with any names, whose values are of one kind.
function M.map(kind)
  return { name = "a table { name = ... }", check = function(value, place)
    if not is_plain_table(value) then return nil end
    local map, good = {}, true
    for key, element in pairs(value) do
      if type(key) ~= "string" then
        return nil, "every value here needs a name: { name = ... }"
      end
      map[key] = M.check(kind, element, place:down(key))
      good = good and map[key] ~= nil
    end
    if not good then return nil, true end
    return map
  end }
end

local function names_of(fields)
  local names = {}
  for name in pairs(fields) do names[#names + 1] = name end
  table.sort(names)
  return names
end

-- Fields that are not known; positions are left to `elements`.  Also what
-- they were probably meant to be, which nobody needs to be told is missing.
local function check_keys(record, value, place)
  local good, keys, meant = true, {}, {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, key in ipairs(keys) do
    local known = record.fields[key] or math.type(key) == "integer"
      and record.elements
    if not known and not words.is_unknown(key) then
      local at, shown = place:down(key), ("%q"):format(tostring(key))
      if type(key) == "number" then
        at:wrong(("this has no name, and %s needs one"):format(record.title),
          "write name = value.   All fields: badmx list fields " .. record.id)
      else
        local names = names_of(record.fields)
        at:wrong_key(("there is no field %s in %s"):format(shown,
          record.title), complain.hint(tostring(key), names,
          "All fields: badmx list fields " .. record.id))
        meant[native.nearest(tostring(key), names) or ""] = true
      end
      good = false
    end
  end
  return good, meant
end

-- record: { id, title, fields = { name = { type, "meaning", required } },
-- elements = true if there are statements in it }.
function M.record(record)
  return { name = "a table { ... }", record = record,
    check = function(value, place)
      if not is_plain_table(value) then return nil end
      local result, good, meant = {}, check_keys(record, value, place)
      for _, name in ipairs(names_of(record.fields)) do
        local field, element = record.fields[name], value[name]
        if element ~= nil then
          result[name] = M.check(field[1], element, place:down(name))
          good = good and (result[name] ~= nil or words.is_unknown(element))
        elseif field.required and not meant[name] then
          place:wrong(("%s needs %q: %s"):format(record.title, name, field[2]))
          good = false
        end
      end
      if not good then return nil, true end
      return result
    end }
end

M.span = M.text { name = 'a span of time', example = '"15 minutes"',
  test = native.is_span }
M.date = M.text { name = "a date", example = '"2024-03-13"',
  test = native.is_date }

return M
