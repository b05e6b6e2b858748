// Tables that people bring along: files of spreadsheets, and what is pasted from them.

/** A file's text: UTF-8, or what spreadsheets save here. */
export async function readText(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** Rows of cells: tabs between when there are any, else commas; cells in quotes may hold both and line ends. */
export function cellsOf(text: string): string[][] {
  const between = text.includes("\t") ? "\t" : ",";
  const rows: string[][] = [];
  let row: string[] = [], cell = "", quoted = false;
  const endRow = () => {
    row.push(cell.trim());
    if (row.some(Boolean)) rows.push(row);
    row = [];
    cell = "";
  };
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const letter = text[i]!;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[i + 1] === '"') (cell += '"'), i++;
      else quoted = false;
    } else if (letter === '"' && !cell.trim()) (cell = ""), (quoted = true);
    else if (letter === between) {
      row.push(cell.trim());
      cell = "";
    } else if (letter === "\n" || letter === "\r") endRow();
    else cell += letter;
  }
  endRow();
  return rows;
}
