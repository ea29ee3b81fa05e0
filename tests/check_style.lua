-- SPDX-License-Identifier: MIT
-- check_style.lua - house rules that no other tool knows.
-- usage: lua5.4 tests/check_style.lua SOURCE_ROOT
--        lua5.4 tests/check_style.lua --self-test

local MAX_FILE_LINES = 500
local MAX_FUNCTION_LINES = 60
local MAX_PARAMETERS = 5

-- What may not stand in our C, why, and where it may all the same.
local forbidden = {
  { "%f[%w_]exit%s*%(", "exit() belongs into main.c; a child uses _exit()",
    "^harness/main%.c$" },
  { "%f[%w_]u?sleep%s*%(", "nobody sleeps: wait for an event with a deadline" },
  { "%f[%w_]nanosleep%s*%(", "nobody sleeps: wait for an event with a deadline" },
  { "%f[%w_]strcpy%s*%(", "strcpy() does not know how much room there is" },
  { "%f[%w_]strcat%s*%(", "strcat() does not know how much room there is" },
  { "%f[%w_]v?sprintf%s*%(", "sprintf() does not know how much room there is" },
  { "%f[%w_]strtok%s*%(", "strtok() keeps a hidden state" },
  { "%f[%w_]time%s*%(%s*NULL%s*%)", "the time comes from sim/base/clock.h",
    "^sim/base/clock%.c$" },
  { "%f[%w_]gettimeofday%s*%(", "the time comes from sim/base/clock.h" },
  { "%f[%w_]lua_call%s*%(", "Lua is entered by lua_pcall() or lua_resume()" },
  { "typedef%s+struct", "a struct is called struct" },
}

-- Comments and texts say what they like; both are blanked out.
local function code_only(text)
  text = text:gsub("/%*.-%*/", function(c) return (c:gsub("[^\n]", " ")) end)
  text = text:gsub('\\[\\"]', "__")
  text = text:gsub('"[^"\n]*"', function(s) return '"' .. (" "):rep(#s - 2) .. '"' end)
  return text
end

local function each_line(text)
  local n = 0
  local next_line = (text .. (text:sub(-1) == "\n" and "" or "\n")):gmatch "([^\n]*)\n"
  return function()
    n = n + 1
    local line = next_line()
    if line then return n, line end
  end
end

local function check_text(path, text, complain)
  if text ~= "" and text:sub(-1) ~= "\n" then
    complain(1, "the last line does not end")
  end
  for n, line in each_line(text) do
    if line:match "[ \t]$" then complain(n, "blanks at the end of the line") end
  end
  local head = text:match "^[^\n]*\n[^\n]*" or text
  if path:match "%.[ch]$" or path:match "%.lua$" or path:match "%.sh$" then
    if not head:find("SPDX-License-Identifier: MIT", 1, true) then
      complain(1, "there is no SPDX line")
    end
  end
end

local function check_words(path, code, complain)
  for n, line in each_line(code) do
    for _, rule in ipairs(forbidden) do
      local fine = rule[3] and path:match(rule[3])
      if line:match(rule[1]) and not fine then complain(n, rule[2]) end
    end
  end
end

local function count_parameters(head)
  local list = head:match "%b()"
  if not list then return 0 end
  local inner = list:sub(2, -2):gsub("%b()", ""):gsub(",%s*%.%.%.$", "")
  local _, commas = inner:gsub(",", "")
  return commas + 1
end

-- Lines above a function whose shape another library dictates; clang-tidy
-- reads the same comment.
local function lines_after_nolint(text)
  local excused = {}
  for n, line in each_line(text) do
    if line:find("NOLINT", 1, true) then
      for i = 1, 5 do excused[n + i] = true end
    end
  end
  return excused
end

-- KNF makes this easy: the name of a function begins a line, and so do the
-- braces around its body.
local function check_functions(text, code, complain_anyway)
  local head, head_line, body_line
  local excused = lines_after_nolint(text)
  local function complain(n, why)
    if not excused[n] then complain_anyway(n, why) end
  end
  for n, line in each_line(code) do
    if line:match "^[%w_]+%s*%(" then
      head, head_line = line, n
    elseif line == "{" and head then
      body_line = n
      if count_parameters(head) > MAX_PARAMETERS then
        complain(head_line, ("more than %d parameters"):format(MAX_PARAMETERS))
      end
    elseif line:match "^}" then
      if body_line and n - body_line - 1 > MAX_FUNCTION_LINES then
        complain(head_line, ("a function of more than %d lines")
          :format(MAX_FUNCTION_LINES))
      end
      head, body_line = nil, nil
    elseif head and not body_line then
      head = head .. " " .. line
    end
  end
end

-- Without a default the compiler names the enumerator that was forgotten, so
-- one that is there needs its reason, in a comment.
local function check_defaults(text, complain)
  local enum_case, before = false, ""
  for n, line in each_line(text) do
    if line:match "^%s*switch%s*%(" then enum_case = false end
    if line:match "^%s*case%s+%u[%u%d]*_[%u%d_]+:" then enum_case = true end
    if line:match "^%s*default:" and enum_case
        and not (line .. before):match "/%*" and not before:match "%*/" then
      complain(n, "a default among enumerators, without a comment why")
    end
    before = line
  end
end

local function check_guard(path, text, complain)
  local name = path:gsub("[^%w]", "_"):upper()
  if not text:find("#ifndef " .. name .. "\n", 1, true) then
    complain(1, "the include guard should be " .. name)
  end
  if not text:match "^/%* SPDX[^\n]*\n/%*" then
    complain(1, "a header begins with a comment that says what it is")
  end
end

local function check_c(path, text, complain)
  local code = code_only(text)
  check_words(path, code, complain)
  check_functions(text, code, complain)
  check_defaults(text, complain)
  if path:match "%.h$" then check_guard(path, text, complain) end
  local _, lines = text:gsub("\n", "")
  if lines > MAX_FILE_LINES then
    complain(lines, ("more than %d lines: split it"):format(MAX_FILE_LINES))
  end
end

local function check_file(path, text, complain)
  check_text(path, text, complain)
  if path:match "%.[ch]$" and not path:match "^tests/" then
    check_c(path, text, complain)
  end
end

local function check_tree(root)
  local bad, seen = 0, 0
  local find = [[cd '%s' && find . \( -name .git -o -name 'build*' -o -name .badmx
    -o -path ./tests/golden -o -path ./tests/fuzz/corpus -o -path ./tests/data \) -prune
    -o -type f \( -name '*.[ch]' -o -name '*.lua' -o -name '*.sh' -o -name '*.md'
    -o -name CMakeLists.txt -o -name '*.1' -o -name quickstart -o -name run \) -print
    | sort]]
  local files = assert(io.popen(find:gsub("\n", " "):format(root)))
  for path in files:lines() do
    path = path:gsub("^%./", "")
    seen = seen + 1
    local f = assert(io.open(root .. "/" .. path))
    check_file(path, f:read "a", function(n, why)
      print(("%s:%d: %s"):format(path, n, why))
      bad = bad + 1
    end)
    f:close()
  end
  print(("%d files, %d complaints"):format(seen, bad))
  return seen > 0 and bad == 0
end

local SPDX = "/* SPDX-License-Identifier: MIT */\n"

local SIX = "int\nf(int a, int b, int c,\n    int d, int e, int g)\n{\n}\n"

local function body(lines)
  return SPDX .. "int\nf(void)\n{\n" .. ("\tx++;\n"):rep(lines) .. "}\n"
end

-- Made-up files, and a part of the complaint that each must bring; false: none.
local made_up = {
  { "sim/a.c", SPDX .. "int x;\n", false },
  { "sim/a.c", "int x;\n", "SPDX" },
  { "sim/a.c", SPDX .. "int x; \n", "blanks" },
  { "sim/a.c", SPDX .. "int x;", "does not end" },
  { "sim/a.c", SPDX .. "\texit(1);\n", "main.c" },
  { "harness/main.c", SPDX .. "\texit(1);\n", false },
  { "sim/a.c", SPDX .. "\t_exit(1); on_exit(1);\n", false },
  { "sim/a.c", SPDX .. "/* exit(1) */ s = \"exit(1)\";\n", false },
  { "sim/a.c", SPDX .. "\tusleep(1);\n", "sleeps" },
  { "sim/a.c", SPDX .. "\tstrcpy(a, b);\n", "strcpy" },
  { "sim/a.c", SPDX .. "\tsprintf(a, b);\n", "sprintf" },
  { "sim/a.c", SPDX .. "\tsnprintf(a, 1, b);\n", false },
  { "sim/a.c", SPDX .. "\tt = time(NULL);\n", "clock.h" },
  { "sim/base/clock.c", SPDX .. "\tt = time(NULL);\n", false },
  { "harness/a.c", SPDX .. "\tlua_call(L, 0, 0);\n", "lua_pcall" },
  { "sim/a.c", SPDX .. "typedef struct a a;\n", "called struct" },
  { "sim/a.c", body(60), false },
  { "sim/a.c", body(61), "more than 60 lines" },
  { "sim/a.c", body(600), "more than 500 lines" },
  { "sim/a.c", SPDX .. "int\nf(int a, int b, int c,\n    int d, int e)\n{}\n", false },
  { "sim/a.c", SPDX .. SIX, "parameters" },
  { "sim/a.c", SPDX .. "/* NOLINTNEXTLINE: theirs */\n" .. SIX, false },
  { "sim/a.c", SPDX .. "switch (x) {\ncase DNS_UDP:\ndefault:\n", "default" },
  { "sim/a.c", SPDX .. "switch (x) {\ncase DNS_UDP:\ndefault: /* why */\n", false },
  { "sim/a.c", SPDX .. "switch (x) {\ncase 'a':\ndefault:\n", false },
  { "sim/a.h", SPDX .. "/* a */\n#ifndef SIM_A_H\n", false },
  { "sim/a.h", SPDX .. "/* a */\n#ifndef A_H\n", "guard" },
  { "sim/a.h", SPDX .. "#ifndef SIM_A_H\n", "what it is" },
  { "README.md", "# a\n", false },
}

local function self_test()
  local wrong = 0
  for i, row in ipairs(made_up) do
    local said = {}
    check_file(row[1], row[2], function(_, why) said[#said + 1] = why end)
    local all = table.concat(said, "; ")
    if row[3] and not all:find(row[3], 1, true) or not row[3] and #said > 0 then
      print(("self-test %d: %s: said %q"):format(i, row[1], all))
      wrong = wrong + 1
    end
  end
  print(("%d made-up files, %d judged wrongly"):format(#made_up, wrong))
  return wrong == 0
end

if arg[1] == "--self-test" then
  os.exit(self_test())
end
os.exit(check_tree(arg[1] or "."))
