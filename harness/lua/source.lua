-- SPDX-License-Identifier: MIT
--
-- source.lua - the text of a file, cut into tokens.
--
-- Lua itself knows the line of a mistake but not the column.  The columns are
-- found here, in the text, and only when there is something to complain
-- about.  Nothing here fails, whatever the text is.

local native = require "native"

local find, sub, byte = string.find, string.sub, string.byte

local Source = {}
Source.__index = Source

function Source.new(path, text)
  text = text:gsub("^\xef\xbb\xbf", "") -- a byte order mark is no text
  return setmetatable({ path = path, text = text }, Source)
end

function Source:line(n)
  return (string.gsub(native.line_of(self.text, n) or "", "\r$", ""))
end

function Source:lines()
  return native.lines_of(self.text)
end

-- The end of a long bracket ([[ ]], [=[ ]=]) that opens at `at`, and its value.
local function long_bracket(text, at)
  local _, open_end, level = find(text, "^%[(=*)%[", at)
  if not open_end then return nil end
  local close_start, close_end = find(text, "]" .. level .. "]", open_end, true)
  close_start, close_end = close_start or #text + 1, close_end or #text
  return close_end, sub(text, open_end + 1, close_start - 1)
end

local function quoted_end(text, at)
  local quote, i = byte(text, at), at + 1
  while true do
    i = find(text, "[\\\n\"']", i)
    if not i then return #text end
    local c = byte(text, i)
    if c == quote then return i end
    if c == 10 then return i - 1 end
    i = i + (c == 92 and 2 or 1)
  end
end

local operators = { "^%.%.%.", "^%.%.", "^>>", "^<<", "^==", "^~=", "^<=",
                    "^>=", "^//", "^::" }

local function operator_end(text, at)
  for _, pattern in ipairs(operators) do
    local _, last = find(text, pattern, at)
    if last then return last end
  end
  return at
end

-- Kind, last byte and (for strings) value of the token at `at`; the kind is
-- nil for a comment.
local function token_at(text, at)
  local c = sub(text, at, at)
  if sub(text, at, at + 1) == "--" then
    local last = long_bracket(text, at + 2)
    return nil, last or (find(text, "\n", at, true) or #text + 1) - 1
  end
  if find(c, "[%a_]") then
    return "name", select(2, find(text, "^[%w_]+", at))
  end
  if find(c, "%d") then
    return "number", select(2, find(text, "^[%w.]+", at))
  end
  if c == '"' or c == "'" then
    local last = quoted_end(text, at)
    return "string", last, sub(text, at + 1, last - 1)
  end
  local last, value = long_bracket(text, at)
  if last then return "string", last, value end
  return "operator", operator_end(text, at)
end

-- The tokens of the file: kind, text, value, line, column, first byte.
function Source:tokens()
  if self.found then return self.found end
  local text, found = self.text, {}
  local at, line, line_start = 1, 1, 1
  local function advance(last)
    local newline = find(text, "\n", at, true)
    while newline and newline <= last do
      line, line_start = line + 1, newline + 1
      newline = find(text, "\n", newline + 1, true)
    end
    at = last + 1
  end
  while true do
    local start = find(text, "%S", at)
    if not start then break end
    advance(start - 1)
    local kind, last, value = token_at(text, at)
    if kind then
      found[#found + 1] = { kind = kind, text = sub(text, at, last),
                            value = value, line = line,
                            column = at - line_start + 1, at = at }
    end
    advance(last)
  end
  self.found = found
  return found
end

-- Where `part` is first written from a token on, as a token of its own.
function Source:find(from, part)
  local at = find(self.text, part, from.at, true)
  if not at then return from end
  local line, start = from.line, from.at - from.column + 1
  local newline = find(self.text, "\n", start, true)
  while newline and newline < at do
    line, start = line + 1, newline + 1
    newline = find(self.text, "\n", start, true)
  end
  return { text = part, line = line, column = at - start + 1 }
end

local closes = { ["{"] = "}", ["("] = ")", ["["] = "]" }
local opener = { ["}"] = true, [")"] = true, ["]"] = true }

-- The token that closes what opens at token i.
local function closing(tokens, i)
  local depth = 0
  for k = i, #tokens do
    local t = tokens[k]
    if t.kind == "operator" then
      if closes[t.text] then depth = depth + 1 end
      if opener[t.text] then depth = depth - 1 end
      if depth <= 0 then return k end
    end
  end
  return #tokens
end

local function is(token, text)
  return token ~= nil and token.kind == "operator" and token.text == text
end

-- Index of the token `word` on a line; of several, the one that is followed
-- by the string `name`.
function Source:word(line, word, name)
  local tokens, first = self:tokens(), nil
  for i, t in ipairs(tokens) do
    if t.line > line then break end
    if t.line == line and t.kind == "name" and t.text == word then
      first = first or i
      for k = i + 1, math.min(i + 4, #tokens) do
        if tokens[k].value == name then return i end
      end
    end
  end
  return first
end

-- Index of the first string behind token i that is `name`, if it is near.
function Source:name_after(i, name)
  local tokens = self:tokens()
  for k = i + 1, math.min(i + 4, #tokens) do
    if tokens[k].kind == "string" and tokens[k].value == name then
      return k
    end
  end
end

-- Index of the "{" of a statement:  word "name" {  or  word (10, "name") {
function Source:block(i)
  local tokens = self:tokens()
  local k = i
  if tokens[k] and tokens[k].kind == "name" then k = k + 1 end
  while tokens[k] do
    if is(tokens[k], "{") then return k end
    if is(tokens[k], "(") then
      k = closing(tokens, k) + 1
    elseif tokens[k].kind == "string" then
      k = k + 1
    else
      return nil
    end
  end
end

-- The key of the field that starts at token i, and where its value starts.
local function key_at(tokens, i)
  local t = tokens[i]
  if t.kind == "name" and is(tokens[i + 1], "=") then
    return t.text, i, i + 2
  end
  if is(t, "[") and tokens[i + 1] and is(tokens[i + 2], "]") then
    return tokens[i + 1].value, i + 1, i + 4
  end
end

-- Key and value token of one field of the table that opens at token `open`.
function Source:field(open, wanted)
  local tokens = self:tokens()
  local last, position, i = closing(tokens, open), 0, open + 1
  while i < last do
    local key, key_index, value_index = key_at(tokens, i)
    if not key then
      position = position + 1
      key, key_index, value_index = position, i, i
    end
    if key == wanted then return key_index, value_index end
    i = value_index
    while i < last and not is(tokens[i], ",") and not is(tokens[i], ";") do
      local nested = tokens[i].kind == "operator" and closes[tokens[i].text]
      i = (nested and closing(tokens, i) or i) + 1
    end
    i = i + 1
  end
end

-- The only place in the file where `name =` is written, if there is just one.
local function only_key(tokens, name)
  local found
  for i, t in ipairs(tokens) do
    if t.kind == "name" and t.text == name and is(tokens[i + 1], "=") then
      if found then return nil end
      found = i
    end
  end
  return found
end

-- Follows a path of keys into the table that opens at token `open`: the
-- tokens of the last key and of its value.  When the way is lost (the table
-- comes from a variable), what is nearest.
function Source:locate(open, path)
  local tokens = self:tokens()
  local key, value
  for depth, name in ipairs(path) do
    local k, v = nil, nil
    if open then k, v = self:field(open, name) end
    if not k then
      local only = only_key(tokens, path[#path])
      if only then return tokens[only], tokens[only + 2] end
      break
    end
    key, value = k, v
    if depth < #path then open = self:block(v) end
  end
  return tokens[key], tokens[value]
end

return Source
