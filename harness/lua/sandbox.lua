-- SPDX-License-Identifier: MIT
--
-- sandbox.lua - what a scenario file can see and how long it may run.
--
-- It sees a small part of Lua and the words of badmx: nothing of the machine,
-- nothing that hides an error (no pcall), nothing that works long inside one
-- instruction, where the instruction count does not reach.  That is why
-- strings lose their pattern methods while a file runs: a pattern can take
-- years for one call.

local native = require "native"
local statement = require "statement"
local words = require "words"

local M = {}

local longest_text, longest_list = 1000000, 100000

-- string.rep of Lua with "" and a huge count does not come back.
local function rep(s, n, separator)
  local size = (#s + #(separator or "")) * n
  if n > longest_text or size > longest_text then
    error(("a text of more than %d bytes"):format(longest_text), 2)
  end
  return string.rep(s, n, separator)
end

-- A table can look longer than the memory is large; these walk all of it.
local function short(list)
  if type(list) == "table" and #list > longest_list then
    error(("a list of more than %d elements"):format(longest_list), 3)
  end
  return list
end

local function insert(list, ...) return table.insert(short(list), ...) end
local function remove(list, ...) return table.remove(short(list), ...) end

local function copy(from, names)
  local to = {}
  for _, name in ipairs(names) do to[name] = from[name] end
  return to
end

local function safe_string()
  local safe = copy(string, { "byte", "char", "format", "len", "lower",
                              "reverse", "sub", "upper" })
  safe.rep = rep
  return safe
end

local function language()
  local names = copy(_G, { "assert", "error", "ipairs", "next", "pairs",
                           "select", "tonumber", "tostring", "type" })
  names.string = safe_string()
  names.table = copy(table, { "concat", "sort" })
  names.table.insert, names.table.remove = insert, remove
  names.math = copy(math, { "abs", "ceil", "floor", "fmod", "huge", "max",
                            "maxinteger", "min", "mininteger", "tointeger",
                            "type" })
  return names
end

-- The globals of a file.  An unknown one is noted and stands for anything.
function M.environment(file, known)
  local visible = language()
  for word, value in pairs(known) do visible[word] = value end
  local own = {}
  return setmetatable({}, { __metatable = false,
    __index = function(_, name)
      local value = visible[name]
      if value == nil then value = own[name] end
      if value ~= nil then return value end
      file:note(statement.here(), ("%q is not a word badmx knows"):format(name))
      file.notes[#file.notes].word = name
      file.notes[#file.notes].unknown = true
      return words.unknown
    end,
    __newindex = function(_, name, value)
      local taken = visible[name] ~= nil
      if taken or own[name] == nil then
        file:note(statement.here(), taken
          and ("%q is a word of badmx and cannot be changed"):format(name)
          or ("%q should be local"):format(name),
          not taken and "write: local " .. name .. " = ..." or nil)
        file.notes[#file.notes].word = name
      end
      own[name] = value
    end })
end

local function on_failure(why)
  local memory = why == "not enough memory"
  local failure = { line = statement.here() }
  if native.exhausted() then
    failure.why = "instructions"
  elseif memory then
    failure.why = "memory"
  else
    local text = type(why) == "string" and why or "the file stops with an error"
    local line, rest = string.match(text, "^scenario:(%d+): (.*)$")
    failure.line = tonumber(line) or failure.line
    failure.message = rest or text
  end
  return failure
end

local function outcome_of(ok, why, exhausted, line)
  if ok then return nil end
  if type(why) == "table" and why.line then return why end
  -- Lua does not ask the handler when there is no memory for it.
  return { why = exhausted and "instructions"
    or why == "not enough memory" and "memory",
    line = line, message = tostring(why) }
end

local text_methods = getmetatable("")
local all_methods = text_methods.__index

-- Runs a file within its limits: nil, or { line, why, message }.
function M.run(chunk)
  text_methods.__index = safe_string()
  native.budget()
  local ok, why = xpcall(chunk, on_failure)
  local exhausted, line = native.exhausted(), native.line()
  native.budget() -- which forgets both
  text_methods.__index = all_methods
  return outcome_of(ok, why, exhausted, line)
end

-- Runs our own checks over what a file has recorded, within limits too.
function M.guard(work)
  native.budget()
  local ok, why = pcall(work)
  local exhausted = native.exhausted()
  native.budget()
  if ok then return nil end
  return exhausted and "it takes too long"
    or why == "not enough memory" and "it needs too much memory" or why
end

return M
