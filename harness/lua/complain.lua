-- SPDX-License-Identifier: MIT
--
-- complain.lua - what is wrong with a file, said so that it can be mended.
--
--   error: "withold" is not a word badmx knows
--     --> policy-matrix.lua:16:43
--      |
--    16|   row "expired-yesterday"    { deliver,   withold,  ...
--      |                                           ^^^^^^^
--      = did you mean withhold?   All words: badmx help words

local native = require "native"

local M = {}

local most = 40 -- complaints a file; who needs more mends these first

-- Characters, not bytes: the caret must stand below what people see.
local function width(s)
  return utf8.len(s) or #s
end

-- A long line is shown from near the mistake on.
local widest = 75

local function window(line, column, length)
  if width(line) <= widest then return line, column, length end
  local first = math.max(1, math.min(column - 24, #line - widest + 6))
  while first > 1 and line:find("^[\128-\191]", first) do first = first - 1 end
  local last = math.min(#line, first + widest - 8)
  while line:find("^[\128-\191]", last + 1) do last = last + 1 end
  local front = first > 1 and "..." or ""
  local shown = front .. line:sub(first, last)
    .. (last < #line and "..." or "")
  column = column - first + 1 + #front
  return shown, column, math.max(1, math.min(length, #shown - column + 1))
end

local function caret(line, column, length)
  local before = line:sub(1, column - 1)
  local under = line:sub(column, column + length - 1)
  return (before:gsub("[^\128-\191]", " "):gsub("[\128-\191]", ""))
    .. ("^"):rep(math.max(1, width(under)))
end

-- What cannot be shown takes more room, and a tab always the same.
local function shown(text)
  return native.printable((text:gsub("\t", "    ")))
end

local function picture(source, at)
  local text, from = source:line(at.line), at.column or 1
  local before = shown(text:sub(1, from - 1))
  local under = shown(text:sub(from, from + (at.length or 0) - 1))
  local behind = shown(text:sub(from + (at.length or 0)))
  local line, column, length =
    window(before .. under .. behind, #before + 1, math.max(1, #under))
  local number = ("%3d"):format(at.line)
  local margin = (" "):rep(#number)
  local where = ("%s:%d"):format(source.path, at.line)
  if at.column then where = where .. ":" .. at.column end
  return ("  --> %s\n%s|\n%s| %s\n"):format(where, margin, number, line)
    .. (at.column and ("%s| %s\n"):format(margin, caret(line, column, length))
      or ""), margin
end

-- The whole line, when nothing better is known.
local function whole(source, line)
  local text = source:line(line)
  local first = text:find("%S") or 1
  return { line = line, column = first,
           length = math.max(1, #text:gsub("%s+$", "") - first + 1) }
end

local function position(source, where)
  if type(where) == "number" then
    where = math.max(1, math.min(where, source:lines()))
    return whole(source, where)
  end
  if not where.column then return where end
  local first_line = where.text:match("^[^\r\n]*")
  return { line = where.line, column = where.column,
           length = math.max(1, #first_line) }
end

-- where: a token, the number of a line, or { line = N } for one in which
-- nobody knows the place.
function M.add(file, where, message, hint)
  local list = file.complaints
  if #list >= most then
    file.more = (file.more or 0) + 1
    return
  end
  local at = position(file.source, where)
  local drawn, margin = picture(file.source, at)
  local text = "error: " .. native.printable(message) .. "\n" .. drawn
  if hint then
    text = text .. margin .. "= " .. native.printable(hint) .. "\n"
  end
  for _, old in ipairs(list) do
    if old.text == text then return end
  end
  list[#list + 1] = { file = file.source.path, line = at.line,
                      column = at.column or 0, text = text }
end

-- Without a picture, when there is no time for one.
function M.bare(file, line, message)
  local where = ("%s:%d"):format(file.source.path, line)
  table.insert(file.complaints, { file = file.source.path, line = line,
    column = 0, text = ("error: %s\n  --> %s\n"):format(
      native.printable(message), where) })
end

-- "did you mean X?   All names: badmx list X"
function M.hint(typed, names, all, form)
  local nearest = native.nearest(typed, names)
  if not nearest then return all end
  return ("did you mean %s?   %s"):format((form or "%q"):format(nearest), all)
end

return M
