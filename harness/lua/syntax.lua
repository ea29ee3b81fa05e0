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
local too_deep = "brackets stand too deep in each other"

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
  return not near or token.text == near
    or token.kind == "string" and token.text:sub(1, #near) == near
end

-- The token Lua means, with the one before it.  Without `near`, any.
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
    local is_it = last and last.kind == "string"
      and (not line or last.line == line)
    return is_it and last or { line = line or source:lines() }
  elseif not last or last.text:find("\n", 1, true) then
    return { line = source:lines() }
  end
  return { line = last.line, column = last.column + #last.text, text = "" }
end

-- Lua sees bytes, people letters.
local function letter_of(source, token)
  return source.text:match("^[\192-\247][\128-\191]+", token.at)
end

local function shortened(what)
  local head, near = what:match("^(.-near ')(.*)'$")
  if not near or #near <= longest then return what end
  return ("%s%s...'"):format(head, near:sub(1, longest))
end

local function letter_hint(letter)
  if letter:find("^\226\128[\152-\159]") then
    return 'a text stands in straight quotes: "..."'
  end
  return "outside of a text there are only letters from a to z"
end

local function hint_of(what, near, before)
  if near == "=" and what:find("'}' expected", 1, true) then
    return "a field is name = value, the name of letters, digits and _"
  elseif before and before.text == ":" then
    return "a field is name = value"
  elseif what:find("'}' expected", 1, true) then
    return "a comma may be missing before this"
  end
end

local function complain_about_token(file, what, near, message)
  local byte = near and near:match("^<\\(%d+)>$")
  local token, before = stumbled_over(file.source,
    byte and string.char(byte) or near, message)
  if not token then return false end
  local letter = byte and letter_of(file.source, token)
  if letter then
    token.text = letter
    complain.add(file, token, what:gsub("'<.*$", "'" .. letter .. "'"),
      letter_hint(letter))
  else
    complain.add(file, token, shortened(what), hint_of(what, near, before))
  end
  return true
end

-- Line and sentence of: "scenario:3: unexpected symbol near '}'"
local function taken_apart(message)
  local line, what = message:match("^[^:]*:(%d+): (.*)$")
  if not line then line, what = 1, message end
  if what:find("^C stack overflow") or what:find("^too many C levels") then
    what = too_deep
  elseif what == "unexpected symbol" then -- Lua keeps silent about a NUL
    what = "unexpected symbol near '<\\0>'"
  end
  return tonumber(what:match(" at line (%d+)$") or line), what
end

function M.complain(file, message)
  local line, what = taken_apart(message)
  local near = what:match("near '(.*)'$")
  if message:find("^attempt to load a binary chunk") then
    complain.add(file, 1, "this is compiled Lua, not text")
  elseif file.source.text:find("^\xff\xfe") or file.source.text:find("^\xfe\xff")
  then
    complain.add(file, { line = 1 }, "this is UTF-16, and must be UTF-8")
  elseif what:find("near <eof>$") then
    complain.add(file, at_the_end(file.source, what), what,
      "the file ends too early: something is not closed")
  elseif not (near or what == too_deep)
    or not complain_about_token(file, what, near, message) then
    complain.add(file, { line = line }, shortened(what))
  end
end

function M.complain_shortly(file, message)
  local line, what = taken_apart(message)
  complain.bare(file, line, shortened(what))
end

return M
