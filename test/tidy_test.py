#!/usr/bin/env python3
"""Shows every rule of tidy.py a small tree that keeps it, and trees that break it."""
import sys
import unittest

sys.dont_write_bytecode = True
import tidy  # noqa: E402  (beside this file)


def findings(rule, **files):
    """What `rule` finds in files given as path=text, '__' for '/', and '_c', '_h'... for endings."""
    tree = tidy.Tree({})
    for name, text in files.items():
        path, ending = name.replace("__", "/").rsplit("_", 1)
        tree.files[f"{path}.{ending}"] = text
    rule(tree)
    return tree.findings


class Tidy(unittest.TestCase):
    def breaks(self, rule, what, **files):
        found = findings(rule, **files)
        self.assertEqual(len(found), 1, found)
        self.assertIn(what, found[0])

    def keeps(self, rule, **files):
        self.assertEqual(findings(rule, **files), [])

    def test_floors(self):
        empty = {"src__base__a_h": "", "src__store__a_h": "", "src__app__a_h": "",
                 "src__engine__x__a_h": ""}
        self.keeps(tidy.rule_floors, src__app__b_c='#include "store/a.h"\n#include "app/a.h"\n',
                   **empty)
        self.breaks(tidy.rule_floors, "b.c:2: base must not include app",
                    src__base__b_c='\n#include "app/a.h"\n', **empty)
        self.breaks(tidy.rule_floors, "store must not include engine",
                    src__store__b_c='#include "engine/x/a.h"\n', **empty)
        self.breaks(tidy.rule_floors, "engine must not include store",
                    src__engine__b_c='#  include "store/a.h"\n', **empty)
        self.breaks(tidy.rule_floors, "no such file", src__app__b_c='#include "a.h"\n', **empty)
        self.keeps(tidy.rule_floors, src__app__b_c='/* #include "a.h"\n*/', **empty)
        self.keeps(tidy.rule_floors, src__face__b_c='#include "face/cli/made.def"\n',
                   src__face__cli__meson_build="x = custom_target(output: 'made.def')", **empty)

    def test_pure(self):
        self.keeps(tidy.rule_pure, src__engine__a_c="#include <string.h>\nstatic const int a[] = {1};"
                   "\nstatic const char *const names[] = {0};\nstatic int f(void)\n{\n}\n")
        self.breaks(tidy.rule_pure, "<stdio.h>", src__engine__a_c="#include <stdio.h>\n")
        self.breaks(tidy.rule_pure, "a.c:2: the engine must not use malloc",
                    src__engine__a_c="\np = malloc(3);\n")
        self.breaks(tidy.rule_pure, "keep state", src__engine__a_c="static int calls;\n")
        self.breaks(tidy.rule_pure, "keep state", src__engine__a_c="static const char *last = 0;\n")
        meson = "base_lib = static_library('base', 'a.c', include_directories: x)"
        self.breaks(tidy.rule_pure, "<time.h>", src__base__a_c="#include <time.h>\n",
                    src__base__meson_build=meson)
        self.keeps(tidy.rule_pure, src__base__host_c="#include <time.h>\n",
                   src__base__meson_build=meson)

    def test_no_float(self):
        self.keeps(tidy.rule_no_float, src__app__a_c='/* a double */ f("0.5"); int doubled = 1;\n',
                   src__face__a_c="double x = 0.5;\n")
        self.breaks(tidy.rule_no_float, "a.c:1: floating", src__store__a_c="x = 0.5;\n")
        self.breaks(tidy.rule_no_float, "double", src__app__a_c="double x;\n")

    def test_banned(self):
        self.keeps(tidy.rule_banned, src__a_c='yb_system(1); x.time(1); f("strcpy(a)"); /* rand() */\n',
                   test__a_c="system(line);\n")
        self.breaks(tidy.rule_banned, "strcpy is banned", test__a_c="strcpy (a, b);\n")
        self.breaks(tidy.rule_banned, "a.c:2: system is banned", src__a_c="\nsystem(line);\n")

    def test_function_length(self):
        def function(lines):
            return "static int\nlong_one(int a)\n{\n" + "x();\n" * (lines - 4) + "}\n"

        rule, name = tidy.rule_function_length, "src/a.c long_one"
        self.keeps(rule, src__a_c=function(70))
        self.breaks(rule, "a.c:1: long_one has 71 lines", src__a_c=function(71))
        tree = {"src/a.c": function(80), "test/tidy-exceptions.txt": f"{name} 80 # a table\n"}
        self.assertEqual(self.run_on(rule, tree), [])
        tree["test/tidy-exceptions.txt"] = f"{name} 79\n"
        self.assertIn("has 80 lines, at most 79", self.run_on(rule, tree)[0])
        tree["test/tidy-exceptions.txt"] = f"{name} 81\n"
        self.assertIn("write 80", self.run_on(rule, tree)[0])
        tree["test/tidy-exceptions.txt"] = f"{name} 80\nsrc/a.c gone 90\n"
        self.assertIn("no function gone", self.run_on(rule, tree)[0])
        tree = {"src/a.c": function(60), "test/tidy-exceptions.txt": f"{name} 80\n"}
        self.assertIn("no exception any more", self.run_on(rule, tree)[0])

    def run_on(self, rule, files):
        tree = tidy.Tree(dict(files))
        rule(tree)
        return tree.findings

    def test_function_length_is_not_fooled(self):
        code = ('static const char *open = "{";\n'
                "#ifdef A\nint f(int a)\n{\n#else\nint f(void)\n{\n#endif\n    c = '{';\n"
                "    /* } */\n    if (a) {\n    }\n}\n"
                "struct s {\n    int x;\n};\nint table[] = {1, 2};\n"
                "static void g(void (*call)(int), struct s s)\n{\n}\n")
        found = [name for name, _, _ in tidy.functions(tidy.blank_directives(tidy.blank(code)))]
        self.assertEqual(found, ["f", "g"])

    def test_file_length(self):
        self.keeps(tidy.rule_file_length, src__a_c="x\n" * 1500)
        self.breaks(tidy.rule_file_length, "1501 lines", src__a_c="x\n" * 1501)

    def test_layout(self):
        self.keeps(tidy.rule_layout, src__a_c="x" * 100 + "\n", data__a_csv="a\tb \n",
                   doc__a_md="x" * 200 + "\n")
        self.breaks(tidy.rule_layout, "101 columns", src__a_c="x" * 101 + "\n")
        self.breaks(tidy.rule_layout, "102 columns", src__a_c="医" * 51 + "\n")
        self.breaks(tidy.rule_layout, "a.c:2: blanks", src__a_c="\nx \n")
        self.breaks(tidy.rule_layout, "a tab", doc__a_md="a\tb\n")
        self.breaks(tidy.rule_layout, "left over", src__a_c_orig="x\n")
        self.breaks(tidy.rule_layout, "no end", doc__a_md="a\nb")

    def test_unused(self):
        meson = {"src__meson_build": "files('a.c')\nforeach n : ['b']"}
        self.keeps(tidy.rule_unused, src__a_c='#include "b.h"\n', src__b_c="", src__b_h="", **meson)
        self.breaks(tidy.rule_unused, "src/c.c:1: no meson.build", src__c_c="", **meson)
        self.breaks(tidy.rule_unused, "src/c.h:1: nothing includes", src__c_h="", **meson)
        self.breaks(tidy.rule_unused, "tool.py:1: nothing refers", script__tool_py="")
        self.breaks(tidy.rule_unused, "no README.md says what data/x/y is", data__x__y__a_csv="")
        self.keeps(tidy.rule_unused, data__x__y__a_csv="", data__x__README_md="")

    def test_documented(self):
        self.keeps(tidy.rule_documented, src__a_h=(
            "/* Two. */\nint yb_a(int x);\nint yb_b(int x,\n         int y);\n\n"
            "int yb_c(void); /* Here. */\n\n"
            "/* A shape and its use. */\nstruct s {\n    int x;\n};\n\nint yb_d(struct s *s);\n"
            "/* Inline. */\nstatic inline int yb_e(void)\n{\n    return f();\n}\n"))
        self.breaks(tidy.rule_documented, "a.h:3: yb_b", src__a_h=(
            "int yb_a(int x); /* One. */\n\nint yb_b(int x);\n"))
        self.breaks(tidy.rule_documented, "yb_b", src__a_h=(
            "/* One. */\nint yb_a(int x);\n\nint yb_b(int x);\n"))
        self.breaks(tidy.rule_documented, "yb_a", src__a_h="#define X 1 /* x */\nint yb_a(void);\n")

    def test_sql(self):
        self.keeps(tidy.rule_sql, src__store__a_c='q("select a from b");\n',
                   src__face__a_c='f("select a file"); /* delete from x */ g("update");\n')
        self.breaks(tidy.rule_sql, "a.c:2", src__app__a_c='\nq("select a "\n  "from b");\n')
        self.breaks(tidy.rule_sql, "SQL", src__app__a_c='q("INSERT INTO t VALUES (1)");\n')

    def test_bound(self):
        self.keeps(tidy.rule_bound, src__store__a_c='SQL(A, "SELECT a FROM b WHERE c = $1")\n',
                   src__store__ddl_c='f(out, "CREATE TABLE %s (", info->name);\n',
                   src__store__sqlite_c="sqlite3_exec(db, text);\n")
        self.breaks(tidy.rule_bound, "a.c:2: SQL put together",
                    src__store__a_c='\nf(out, "SELECT a FROM b WHERE c = \'%s\'", name);\n')
        self.breaks(tidy.rule_bound, "SQL put together",
                    src__store__ddl_c='f(out, "DELETE FROM a WHERE b = %s", YB_TEXT_ARG(name));\n')
        self.breaks(tidy.rule_bound, "sqlite3_exec outside", src__store__a_c="sqlite3_exec(db, t);\n")
        self.breaks(tidy.rule_bound, "driver->script outside",
                    src__store__a_c="conn->driver->script(conn, t, e);\n")

    def test_foreign(self):
        self.keeps(tidy.rule_foreign, doc__a_md="framework/worker, ~/x, https://a.b/c</work>\n")
        self.breaks(tidy.rule_foreign, "a.md:2", doc__a_md="\nsee /wo" + "rk/x\n")
        self.breaks(tidy.rule_foreign, "registry", web__a_json="https://registry.npm" + "js.org/x\n")

    def test_codes(self):
        rows = 'YB_ERROR(ONE, 1, "一", "one")\n'
        tree = {"src/base/error.def": rows, "src/a.c": "return YB_E_ONE;\n"}
        self.assertEqual(self.run_on(tidy.rule_codes, tree), [])
        tree["src/base/error.def"] = rows + 'YB_ERROR(TWO, 1, "二", "two")\n'
        found = self.run_on(tidy.rule_codes, tree)
        self.assertIn("1 stands already in line 1", found[0])
        self.assertIn("YB_E_TWO is used nowhere", found[1])
        tree["src/base/error.def"] = rows + 'YB_ERROR(TWO, 2, "二", "two")\n'
        tree["test/tidy-reserved.txt"] = "TWO # later\n"
        self.assertEqual(self.run_on(tidy.rule_codes, tree), [])
        tree["test/tidy-reserved.txt"] = "TWO\nTHREE\n"
        self.assertIn("THREE is no code", self.run_on(tidy.rule_codes, tree)[0])


if __name__ == "__main__":
    unittest.main()
