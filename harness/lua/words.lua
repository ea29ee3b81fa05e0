-- SPDX-License-Identifier: MIT
--
-- words.lua - the words for what becomes of a mail, as values.
--
--   verified | cleartext           either is fine, the first is recommended
--   defer >> verified              deferred at first, verified after a retry
--   next_mx >> verified            the next mail server is tried before that
--
-- Runs while a scenario file runs: see statement.lua for what that means.

local statement = require "statement"

local M = {}

local too_many = 64 -- alternatives in one cell

-- What each word means: a set of sequences of steps.
M.meanings = {
  verified = { { "verified" } },
  unverified = { { "unverified" } },
  cleartext = { { "cleartext" } },
  defer = { { "defer" } },
  bounce = { { "bounce" } },
  deliver = { { "verified" }, { "unverified" }, { "cleartext" } },
  withhold = { { "defer" }, { "bounce" } },
  next_mx = { { "next-mx" } },
}

M.descriptions = {
  verified = "handed over with TLS to a server that was verified",
  unverified = "handed over with TLS, verified or not",
  cleartext = "handed over without TLS",
  defer = "the mail stays in the queue and is tried again",
  bounce = "the mail goes back to its sender",
  deliver = "handed over, with or without TLS",
  withhold = "defer or bounce, either is fine: not handed over",
  next_mx = "the next mail server is tried: next_mx >> verified",
  skip = "do not run this one",
}

local cells = setmetatable({}, { __mode = "k" })
local outcome = { __metatable = false }

-- Stands for a word that does not exist.  The complaint is noted; this takes
-- part in everything, so that the rest of the file is looked at too.
local unknown = {}
local anything = { __metatable = false }

local function same() return unknown end

for _, event in ipairs { "call", "index", "bor", "shr", "add", "sub", "mul",
                         "div", "unm", "concat" } do
  anything["__" .. event] = same
end
anything.__newindex = function() end
anything.__len = function() return 0 end
setmetatable(unknown, anything)

M.unknown = unknown

function M.is_unknown(value)
  return rawequal(value, unknown)
end

local function new_cell(any, file, word)
  local self = setmetatable({}, outcome)
  cells[self] = { any = any, file = file, word = word }
  return self
end

-- The cell that a value stands for: { any = { {step, ...}, ... } } or
-- { skip = true }; nil for any other value.
function M.cell(value)
  return type(value) == "table" and cells[value] or nil
end

-- The word that a value was written as; nil for anything made from words.
function M.word(value)
  local cell = M.cell(value)
  return cell and cell.word
end

local function key_of(sequence)
  return table.concat(sequence, ">")
end

local function add_new(any, seen, sequence)
  local key = key_of(sequence)
  if not seen[key] then
    seen[key] = true
    any[#any + 1] = sequence
  end
end

local function joined(first, second)
  local sequence = {}
  for _, step in ipairs(first) do sequence[#sequence + 1] = step end
  for _, step in ipairs(second) do sequence[#sequence + 1] = step end
  return sequence
end

-- Both operands as cells, or the complaint noted and nil.
local function operands(a, b, sign)
  if M.is_unknown(a) or M.is_unknown(b) then return nil end
  local left, right = cells[a], cells[b]
  if left and right and not left.skip and not right.skip then
    return left, right
  end
  local file = (left or right).file
  local skip = left and left.skip or right and right.skip
  file:note(statement.here(), skip
    and ('"skip" stands alone: it cannot be part of %s'):format(sign)
    or ("%s takes two outcome words"):format(sign),
    "for example: defer | bounce, defer >> verified")
  file.notes[#file.notes].word = skip and "skip" or nil
  return nil
end

local function limited(any, file)
  if #any <= too_many then return new_cell(any, file) end
  file:note(statement.here(),
    ("one cell has more than %d possible outcomes"):format(too_many))
  return unknown
end

function outcome.__bor(a, b)
  local left, right = operands(a, b, "|")
  if not left then return unknown end
  local any, seen = {}, {}
  for _, sequence in ipairs(left.any) do add_new(any, seen, sequence) end
  for _, sequence in ipairs(right.any) do add_new(any, seen, sequence) end
  return limited(any, left.file)
end

function outcome.__shr(a, b)
  local left, right = operands(a, b, ">>")
  if not left then return unknown end
  local any, seen = {}, {}
  for _, first in ipairs(left.any) do
    for _, second in ipairs(right.any) do
      add_new(any, seen, joined(first, second))
    end
  end
  return limited(any, left.file)
end

function outcome.__tostring()
  return "an outcome"
end

-- The nine words, for one file.
function M.new(file)
  local words = {}
  for word, any in pairs(M.meanings) do words[word] = new_cell(any, file, word) end
  words.skip = setmetatable({}, outcome)
  cells[words.skip] = { skip = true, file = file }
  return words
end

-- Steps before the last leave the mail in the queue or lead to another host.
local may_go_on = { defer = true, ["next-mx"] = true }
local longest = 4

local most = 8

-- What is wrong with a finished cell; nil if nothing is.
function M.problem(cell)
  if cell.any and #cell.any > most then
    return ("more than %d outcomes in one cell"):format(most)
  end
  for _, sequence in ipairs(cell.any or {}) do
    local steps = #sequence
    for _, step in ipairs(sequence) do
      if step == "next-mx" then steps = steps - 1 end
    end
    if steps > longest then
      return ("an outcome of more than %d steps"):format(longest)
    end
    if sequence[#sequence] == "next-mx" then
      return "next_mx needs an end", "for example: next_mx >> verified"
    end
    for i = 1, #sequence - 1 do
      if not may_go_on[sequence[i]] then
        return ("nothing can follow %s: the mail is gone"):format(sequence[i]),
          "before >> stands defer or next_mx"
      end
    end
  end
end

-- Is the mail kept back whatever happens?
function M.withheld(cell)
  for _, sequence in ipairs(cell.any or {}) do
    local last = sequence[#sequence]
    if last ~= "defer" and last ~= "bounce" then return false end
  end
  return cell.any ~= nil
end

-- Must a delivery over TLS have been verified?  Then a twin has to prove that
-- the client verifies at all.
function M.needs_twin(cell)
  local verified = false
  for _, sequence in ipairs(cell.any or {}) do
    local last = sequence[#sequence]
    if last == "unverified" then return false end
    verified = verified or last == "verified"
  end
  return verified
end

return M
