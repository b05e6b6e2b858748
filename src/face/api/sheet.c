#include "face/api/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/file.h"
#include "base/money.h"

#define FILE_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define NAME           "/tmp/yibao-sheet-XXXXXX"

struct yb_sheet {
    bool xlsx;
    int columns;
    uint32_t rows;
    FILE *csv; /* unlinked */
    char name[sizeof(NAME)];
    lxw_workbook *book;
    lxw_worksheet *page;
    lxw_format *head, *amount;
};

static int open_xlsx(struct yb_sheet *sheet)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};

    sheet->book = workbook_new_opt(sheet->name, &options);
    if (!sheet->book)
        return -1;
    sheet->page = workbook_add_worksheet(sheet->book, NULL);
    sheet->head = workbook_add_format(sheet->book);
    format_set_bold(sheet->head);
    sheet->amount = workbook_add_format(sheet->book);
    format_set_num_format(sheet->amount, "#,##0.00");
    worksheet_freeze_panes(sheet->page, 1, 0);
    worksheet_set_column(sheet->page, 0, (lxw_col_t)(sheet->columns - 1), 18, NULL);
    return 0;
}

static void add_csv_cell(FILE *out, struct yb_text cell, bool number)
{
    bool formula = !number && cell.length && strchr("=+-@\t\r", cell.bytes[0]);

    fputs(formula ? "\"'" : "\"", out);
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.bytes[i] == '"')
            fputc('"', out);
        fputc(cell.bytes[i], out);
    }
    fputc('"', out);
}

static void add_xlsx_cell(struct yb_sheet *sheet, int column, struct yb_text cell, bool number)
{
    char text[1024];
    int64_t hundredths;

    yb_text_cut(cell, text, sizeof(text));
    if (number && yb_decimal_parse(cell, 2, &hundredths))
        worksheet_write_number(sheet->page, sheet->rows, (lxw_col_t)column,
                               (double)hundredths / 100, strchr(text, '.') ? sheet->amount : NULL);
    else
        worksheet_write_string(sheet->page, sheet->rows, (lxw_col_t)column, text,
                               sheet->rows ? NULL : sheet->head);
}

void yb_sheet_add(struct yb_sheet *sheet, const struct yb_text *cells, const bool *numbers)
{
    for (int i = 0; i < sheet->columns; i++) {
        bool number = numbers && numbers[i];

        if (sheet->xlsx) {
            add_xlsx_cell(sheet, i, cells[i], number);
            continue;
        }
        if (i)
            fputc(',', sheet->csv);
        add_csv_cell(sheet->csv, cells[i], number);
    }
    if (!sheet->xlsx)
        fputs("\r\n", sheet->csv);
    sheet->rows++;
}

int yb_sheet_open(struct yb_sheet **out, bool xlsx, const char *const *titles, int columns,
                  struct yb_error *error)
{
    struct yb_sheet *sheet = calloc(1, sizeof(*sheet));
    struct yb_text *cells = calloc((size_t)columns, sizeof(*cells));
    int file = -1;

    *out = NULL;
    if (sheet && cells) {
        *sheet = (struct yb_sheet){.xlsx = xlsx, .columns = columns, .name = NAME};
        file = mkstemp(sheet->name);
    }
    if (file >= 0 && !xlsx)
        sheet->csv = fdopen(file, "w+");
    else if (file >= 0)
        close(file);
    if (file < 0 || (xlsx ? open_xlsx(sheet) != 0 : !sheet->csv)) {
        free(cells);
        free(sheet);
        return yb_fail(error, YB_E_FILE, NAME, "", NULL);
    }
    if (!xlsx)
        fputs("\xef\xbb\xbf", sheet->csv);
    for (int i = 0; i < columns; i++)
        cells[i] = yb_text_of(titles[i]);
    yb_sheet_add(sheet, cells, NULL);
    free(cells);
    *out = sheet;
    return YB_OK;
}

int yb_sheet_close(struct yb_sheet *sheet, struct yb_arena *arena, struct yb_text *file,
                   struct yb_error *error)
{
    bool failed;
    int rc = YB_OK;

    if (sheet->xlsx)
        failed = workbook_close(sheet->book) != LXW_NO_ERROR;
    else
        failed = ferror(sheet->csv) | (fclose(sheet->csv) != 0);
    if (file && failed)
        rc = yb_fail(error, YB_E_FILE, sheet->name, "", NULL);
    else if (file)
        rc = yb_file_read(sheet->name, FILE_BYTES_MAX, arena, file, error);
    unlink(sheet->name);
    free(sheet);
    return rc;
}
