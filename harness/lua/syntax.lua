-- SPDX-License-Identifier: MIT
--
-- syntax.lua - what Lua says about a text that is not Lua, and where that is.
--
-- Lua tells the line and the text of the token it stumbled over, but not
-- which of several equal ones it was.  The first one up to which the text
-- must be read for Lua to say the same is the one.

local complain = require "complain"
local statement = require "statement"

local M = {}

local longest = 40 -- bytes of a token that are said again

-- Lua must see the end of the line to call a text unfinished.
local function reaches(source, token, message)
  local last = token.at + #token.text - (token.kind == "string" and 0 or 1)
  local _, said = load(source.text:sub(1, last), statement.chunk, "t", {})
  return said == message
end

local function first_that(list, is)
  local low, high = 1, #list + 1
  while low < high do
    local middle = (low + high) // 2
    if is(list[middle]) then high = middle else low = middle + 1 end
  end
  return list[low]
end

-- A text with a bad escape is quoted only as far as that.
local function is_near(token, near)
  return token.text == near
    or token.kind == "string" and token.text:sub(1, #near) == near
end

-- The token Lua means, with the one before it.
local function stumbled_over(source, near, message)
  local candidates, before, last = {}, {}, nil
  for _, token in ipairs(source:tokens()) do
    if is_near(token, near) then
      candidates[#candidates + 1], before[token] = token, last
    end
    last = token
  end
  local token = first_that(candidates, function(candidate)
    return reaches(source, candidate, message)
  end)
  return token, before[token]
end

-- Behind the last token, which is what is not closed if it is a long text.
local function at_the_end(source, what)
  local tokens = source:tokens()
  local last = tokens[#tokens]
  if what:find("unfinished", 1, true) then
    local line = tonumber(what:match("starting at line (%d+)"))
    return last and last.line == line and last.kind == "string" and last
      or { line = line or source:lines() }
  elseif not last or last.text:find("\n", 1, true) then
    return { line = source:lines() }
  end
  return { line = last.line, column = last.column + #last.text, text = "" }
end

-- Lua sees bytes, people letters.
local function letter_of(source, token)
  return source.text:match("^[\192-\247][\128-\191]+", token.at)
end

local function letter_hint(letter)
  if letter:find("^\226\128[\152-\159]") then
    return 'a text stands in straight quotes: "..."'
  end
  return "outside of a text there are only letters from a to z"
end

local function hint_of(what, near, before)
  if near == "=" then
    return "a field is name = value, the name of letters, digits and _"
  elseif before and before.text == ":" then
    return "a field is name = value"
  elseif what:find("'}' expected", 1, true) then
    return "a comma may be missing before this"
  end
end

local function complain_about_token(file, what, near, message)
  local byte = near:match("^<\\(%d+)>$")
  local token, before = stumbled_over(file.source,
    byte and string.char(byte) or near, message)
  if not token then return false end
  local head = what:match("^(.-near )'")
  local letter = byte and letter_of(file.source, token)
  if letter then
    token.text = letter
    complain.add(file, token, ("%s'%s'"):format(head, letter),
      letter_hint(letter))
  else
    complain.add(file, token, #near > longest
      and ("%s'%s...'"):format(head, near:sub(1, longest)) or what,
      hint_of(what, near, before))
  end
  return true
end

-- message: "scenario:3: unexpected symbol near '}'"
function M.complain(file, message)
  local line, what = message:match("^[^:]*:(%d+): (.*)$")
  if not line then
    local binary = message:find("binary chunk", 1, true)
    complain.add(file, 1, binary and "this is compiled Lua, not text"
      or message)
    return
  end
  local near = what:match("near '(.*)'$")
  if what:find("near <eof>$") then
    complain.add(file, at_the_end(file.source, what), what,
      "the file ends too early: something is not closed")
  elseif not near or not complain_about_token(file, what, near, message) then
    line = what:match(" at line (%d+)$") or line
    complain.add(file, { line = tonumber(line) }, what)
  end
end

return M
