// What the documentation of @std/csv promises of parse and stringify. The same tests pass on the
// published package.

import { assertEquals, assertThrows } from "@std/assert";
import { parse, stringify } from "@std/csv";

Deno.test("parse() reads rows of fields", () => {
  assertEquals(parse("a,b,c\nd,e,f\n"), [["a", "b", "c"], ["d", "e", "f"]]);
  assertEquals(parse("a,b,c"), [["a", "b", "c"]]);
  assertEquals(parse(""), []);
});

Deno.test("parse() keeps empty fields and does not guess types", () => {
  assertEquals(parse("a,,1.5,true,\n"), [["a", "", "1.5", "true", ""]]);
});

Deno.test("parse() reads quoted fields", () => {
  assertEquals(parse(`"a ""word""","comma,","line\nfeed"\nx,"",z`), [
    [`a "word"`, "comma,", "line\nfeed"],
    ["x", "", "z"],
  ]);
});

Deno.test("parse() ends rows at LF and CRLF, not at CR", () => {
  assertEquals(parse("a,b\r\nc,d\r\n"), [["a", "b"], ["c", "d"]]);
  assertEquals(parse("a,b\rc\n"), [["a", "b\rc"]]);
});

Deno.test("parse() reads CRLF inside quotes as LF", () => {
  assertEquals(parse(`a,"b\r\nc"\r\n`), [["a", "b\nc"]]);
});

Deno.test("parse() drops a CR at the very end", () => {
  assertEquals(parse("a,b\r"), [["a", "b"]]);
  assertEquals(parse(`a,"b"\r`), [["a", "b"]]);
});

Deno.test("parse() skips blank lines", () => {
  assertEquals(parse("\na,b\n\n\r\nc,d\n\n"), [["a", "b"], ["c", "d"]]);
});

Deno.test("parse() skips a byte-order mark at the start only", () => {
  assertEquals(parse("\uFEFFa,b"), [["a", "b"]]);
  assertEquals(parse(`\uFEFF"a",b`), [["a", "b"]]);
  assertEquals(parse("a\uFEFF,b"), [["a\uFEFF", "b"]]);
});

Deno.test("parse() refuses quotes that do not enclose a field", () => {
  assertThrows(() => parse(`a "word",b`), SyntaxError);
  assertThrows(() => parse(`"a "word",b`), SyntaxError);
  assertThrows(() => parse(`a,"b`), SyntaxError);
});

Deno.test("parse() separates fields by the separator", () => {
  assertEquals(parse("a;b,c", { separator: ";" }), [["a", "b,c"]]);
  assertEquals(parse("a\tb", { separator: "\t" }), [["a", "b"]]);
});

Deno.test("parse() refuses a separator or comment it could not tell apart", () => {
  assertThrows(() => parse("", { separator: "\n" }), Error, "invalid delimiter");
  assertThrows(() => parse("", { separator: '"' }), Error, "invalid delimiter");
  assertThrows(() => parse("", { comment: "\r" }), Error, "invalid delimiter");
  assertThrows(() => parse("", { separator: "X", comment: "X" }), Error, "invalid delimiter");
});

Deno.test("parse() knows no comments by default", () => {
  assertEquals(parse("a\n#d"), [["a"], ["#d"]]);
});

Deno.test("parse() skips lines that begin with the comment character", () => {
  assertEquals(parse(`#x "y\na,b\n# z\nc,#d\n`, { comment: "#" }), [["a", "b"], ["c", "#d"]]);
  assertEquals(parse(` #a\n"#b"\n"c\n#d"`, { comment: "#" }), [[" #a"], ["#b"], ["c\n#d"]]);
});

Deno.test("parse() trims leading space on demand", () => {
  assertEquals(parse(" a,  b"), [[" a", "  b"]]);
  assertEquals(parse(` a,  b ,\t"c",\n`, { trimLeadingSpace: true }), [["a", "b ", "c", ""]]);
  assertEquals(parse(`" a"`, { trimLeadingSpace: true }), [[" a"]]);
});

Deno.test("parse() lets rows differ in length by default", () => {
  assertEquals(parse("a,b\nc\nd,e,f"), [["a", "b"], ["c"], ["d", "e", "f"]]);
  assertEquals(parse("a,b\nc", { fieldsPerRecord: -1 }), [["a", "b"], ["c"]]);
});

Deno.test("parse() checks the number of fields with fieldsPerRecord", () => {
  const text = "a,b\nc,d,e";
  const message = "Syntax error on line 2: expected 2 fields but got 3";

  assertThrows(() => parse(text, { fieldsPerRecord: 0 }), SyntaxError, message);
  assertThrows(() => parse(text, { fieldsPerRecord: 2 }), SyntaxError, message);
  assertEquals(parse("a,b\n\nc,d", { fieldsPerRecord: 2 }), [["a", "b"], ["c", "d"]]);
});

Deno.test("parse() names columns after the first row with skipFirstRow", () => {
  const rows: Record<string, string>[] = parse("a,b\n1,2\n3,\n", { skipFirstRow: true });

  assertEquals(rows, [{ a: "1", b: "2" }, { a: "3", b: "" }]);
});

Deno.test("parse() names columns as given", () => {
  const rows: Record<"x" | "y", string>[] = parse("a,b\n1,2", { columns: ["x", "y"] });

  assertEquals(rows, [{ x: "a", y: "b" }, { x: "1", y: "2" }]);
  assertEquals(parse("a,b\n1,2", { columns: ["x", "y"], skipFirstRow: true }), [
    { x: "1", y: "2" },
  ]);
});

Deno.test("parse() refuses rows that do not fit the columns", () => {
  assertThrows(() => parse("a,b\n1", { skipFirstRow: true }), Error, "Syntax error on line 2");
  assertThrows(() => parse("1,2,3", { columns: ["x", "y"] }), Error, "Syntax error on line 1");
});

Deno.test("parse() refuses skipFirstRow where there is no first row", () => {
  assertThrows(() => parse("", { skipFirstRow: true }), Error, "headers must be defined");
});

Deno.test("parse() is typed by its options", () => {
  const plain: string[][] = parse("a", { separator: ";", skipFirstRow: false });
  const runtime: { skipFirstRow?: boolean } = {};
  const either: string[][] | Record<string, string>[] = parse("a", runtime);
  const names: readonly string[] = ["x"];
  const objects: Record<string, string>[] = parse("a", { columns: names });

  assertEquals(plain, [["a"]]);
  assertEquals(either, [["a"]]);
  assertEquals(objects, [{ x: "a" }]);
});

Deno.test("stringify() writes arrays, every line ending in CRLF", () => {
  assertEquals(stringify([["Rick", 70], ["Morty", 14]]), "Rick,70\r\nMorty,14\r\n");
  assertEquals(stringify([]), "");
});

Deno.test("stringify() writes the columns of objects under headers", () => {
  const rows = [{ name: "Rick", age: 70 }, { name: "Morty", age: 14 }];

  assertEquals(
    stringify(rows, { columns: ["age", "name"] }),
    "age,name\r\n70,Rick\r\n14,Morty\r\n",
  );
  assertEquals(stringify(rows, { columns: ["name"], headers: false }), "Rick\r\nMorty\r\n");
  assertEquals(stringify([], { columns: ["name", "age"] }), "name,age\r\n");
});

Deno.test("stringify() renames columns", () => {
  const columns = [{ prop: "name", header: "user, name" }, "age"];

  assertEquals(
    stringify([{ name: "Rick", age: 70 }], { columns }),
    '"user, name",age\r\nRick,70\r\n',
  );
});

Deno.test("stringify() reaches into nested objects and arrays", () => {
  const columns = [["name", "first"], { prop: ["tags", 1], header: "tag" }];
  const rows = [{ name: { first: "Rick" }, tags: ["a", "b"] }, { name: {} }];

  assertEquals(stringify(rows, { columns }), "first,tag\r\nRick,b\r\n,\r\n");
});

Deno.test("stringify() takes a dot in a column name as part of the name", () => {
  assertEquals(stringify([{ "a.b": 1 }], { columns: ["a.b"] }), "a.b\r\n1\r\n");
});

Deno.test("stringify() picks the columns of arrays by number", () => {
  assertEquals(
    stringify([["a", "b"]], { columns: [1, { prop: 0, header: "x" }] }),
    "1,x\r\nb,a\r\n",
  );
  assertThrows(
    () => stringify([["a"]], { columns: ["a"] }),
    TypeError,
    'Property accessor is not of type "number"',
  );
});

Deno.test("stringify() refuses objects without columns", () => {
  assertThrows(
    () => stringify([{ name: "Rick" }]),
    TypeError,
    "No property accessor function was provided for object",
  );
});

Deno.test("stringify() writes unknown values as empty fields", () => {
  assertEquals(stringify([[null, undefined, "", 0]]), ",,,0\r\n");
  assertEquals(stringify([{ a: 1 }], { columns: ["a", "b"], headers: false }), "1,\r\n");
});

Deno.test("stringify() writes any other value as text", () => {
  assertEquals(stringify([[1n, 1.5, -0, NaN, true, "x"]]), "1,1.5,0,NaN,true,x\r\n");
  assertEquals(stringify([[{ a: 1 }, [1, 2]]]), '"{""a"":1}","[1,2]"\r\n');
});

Deno.test("stringify() quotes where it must, and only there", () => {
  assertEquals(stringify([["a,b", 'a"b', "a\nb"]]), '"a,b","a""b","a\nb"\r\n');
  assertEquals(stringify([[" a", "a;b", "#a", "'a'"]]), " a,a;b,#a,'a'\r\n");
});

Deno.test("stringify() separates fields by the separator", () => {
  assertEquals(stringify([["a,b", "c\td"]], { separator: "\t" }), 'a,b\t"c\td"\r\n');
  assertThrows(() => stringify([["a"]], { separator: '"' }), TypeError);
  assertThrows(() => stringify([["a"]], { separator: "\r\n" }), TypeError);
});

Deno.test("stringify() begins with a byte-order mark on demand", () => {
  assertEquals(stringify([["a"]], { bom: true }), "\uFEFFa\r\n");
});

Deno.test("stringify() takes readonly rows and columns", () => {
  const rows = [["a", "b"]] as const;
  const columns = [0, 1] as const;

  assertEquals(stringify(rows, { columns, headers: false }), "a,b\r\n");
});

Deno.test("parse() reads back what stringify() writes", () => {
  const rows = [["a", 'quote "', "comma,"], ["line\nfeed", "", " space "]];

  assertEquals(parse(stringify(rows)), rows);
  assertEquals(parse(stringify(rows, { bom: true, separator: ";" }), { separator: ";" }), rows);
});
