-- SPDX-License-Identifier: MIT
--
-- json.lua - plain tables as JSON text.  A string that is not UTF-8 becomes
-- {"hex":"..."}; whether an empty table is a list is said with json.list().

local M = {}

local lists = setmetatable({}, { __mode = "k" })

function M.list(t)
  lists[t] = true
  return t
end

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n",
                  ["\t"] = "\\t", ["\r"] = "\\r" }

local function quote(s)
  return '"' .. s:gsub('[%c"\\]', function(c)
    return escapes[c] or ("\\u%04x"):format(c:byte())
  end) .. '"'
end

local function hex(s)
  return '{"hex":"' .. s:gsub(".", function(c)
    return ("%02x"):format(c:byte())
  end) .. '"}'
end

local encode

local function encode_table(t, out)
  if lists[t] then
    out[#out + 1] = "["
    for i, v in ipairs(t) do
      if i > 1 then out[#out + 1] = "," end
      encode(v, out)
    end
    out[#out + 1] = "]"
    return
  end
  local keys = {}
  for k in pairs(t) do keys[#keys + 1] = k end
  table.sort(keys)
  out[#out + 1] = "{"
  for i, k in ipairs(keys) do
    out[#out + 1] = (i > 1 and "," or "") .. quote(k) .. ":"
    encode(t[k], out)
  end
  out[#out + 1] = "}"
end

function encode(v, out)
  if type(v) == "table" then
    encode_table(v, out)
  elseif type(v) == "string" then
    out[#out + 1] = utf8.len(v) and quote(v) or hex(v)
  elseif math.type(v) == "float" then
    out[#out + 1] = ("%.14g"):format(v)
  else
    out[#out + 1] = tostring(v)
  end
end

function M.encode(v)
  local out = {}
  encode(v, out)
  return table.concat(out)
end

return M
