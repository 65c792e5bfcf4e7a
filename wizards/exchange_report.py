"""The report on documents sent and received: asked for, shown, printed, opened."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.misc import formatLang

from ..core.stats import (
    EXCHANGE,
    Figure,
    Kind,
    Period,
    Row,
    Span,
    build_matrix,
    period_of,
    vietnam_day,
)
from ..models._columns import PROPOSED
from ..report.exchange_facts import MODELS, NO_DEPARTMENT, read_counts

QUICK_CHOICES = [
    ("week 0", "This week"),
    ("week -1", "Last week"),
    ("month 0", "This month"),
    ("month -1", "Last month"),
    ("quarter 0", "This quarter"),
    ("quarter -1", "Last quarter"),
    ("half 0", "This half-year"),
    ("half -1", "Last half-year"),
    ("year 0", "This year"),
    ("year -1", "Last year"),
]


class EdocExchangeReport(models.TransientModel):
    """Figures of an entity in a period, by department (Điều 16; QĐ 28 Điều 11)."""

    _name = "edoc.exchange.report"
    _description = "Documents Sent and Received"

    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    quick_choice = fields.Selection(QUICK_CHOICES, string="Period", default="month 0")
    date_from = fields.Date(
        string="From",
        compute="_compute_dates",
        **PROPOSED,
    )
    date_to = fields.Date(
        string="To",
        compute="_compute_dates",
        **PROPOSED,
    )
    line_ids = fields.One2many("edoc.exchange.report.line", "report_id", readonly=True)

    @api.depends("quick_choice")
    def _compute_dates(self):
        today = vietnam_day(fields.Datetime.now())
        for report in self:
            chosen = report._chosen_period(today)
            if chosen:
                report.date_from, report.date_to = chosen.first, chosen.last
            else:
                report.date_from = report.date_from or today
                report.date_to = report.date_to or today

    @api.depends("company_id", "date_from", "date_to")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Documents sent and received, %(first)s to %(last)s",
                first=report._written_date(report.date_from),
                last=report._written_date(report.date_to),
            )

    @api.onchange("date_from", "date_to")
    def _onchange_dates(self):
        chosen = self._chosen_period(vietnam_day(fields.Datetime.now()))
        if chosen and (chosen.first, chosen.last) != (self.date_from, self.date_to):
            self.quick_choice = False

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for report in self:
            if report.date_from > report.date_to:
                raise ValidationError(self.env._("The period ends before it begins."))

    def _chosen_period(self, today):
        if not self.quick_choice:
            return None
        span, offset = self.quick_choice.split()
        return period_of(Span(span), today, int(offset))

    def _written_date(self, day):
        return day.strftime("%d/%m/%Y") if day else ""

    # ------------------------------------------------------------------ actions

    def action_print(self):
        self.ensure_one()
        self._check_reader()
        report = self.env.ref("l10n_vn_edoc.exchange_report_action")
        return report.report_action(self, config=False)

    def action_show(self):
        """Show the figures in a list; each line opens into figures to click on."""
        self.ensure_one()
        matrix = self._matrix()
        # the lines are nobody's to write: what they show has been counted
        lines = self.env["edoc.exchange.report.line"].sudo()
        lines.search([("report_id", "=", self.id)]).unlink()
        for number, line in enumerate((*matrix.lines, matrix.total)):
            lines.create(
                {
                    "report_id": self.id,
                    "sequence": number,
                    "row_key": line.row.key,
                    "name": line.row.label,
                    "is_total": line is matrix.total,
                }
                | self._line_values(matrix.columns, line)
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "edoc.exchange.report.line",
            "view_mode": "list,form",
            "domain": [("report_id", "=", self.id)],
            "help": self.env._("Nothing was sent or received in this period."),
        }

    def action_open_cell(self, row_key, column_key):
        """Open the documents behind a figure, as far as the user may see them."""
        self.ensure_one()
        self._check_reader()
        columns = {column.key: column for group in EXCHANGE for column in group.columns}
        if column_key not in columns:
            raise UserError(self.env._("There is no such figure in this report."))
        column = columns[column_key]
        figure = Figure(self.company_id.id, self._period(), row_key, column.counts)
        return {
            "type": "ir.actions.act_window",
            "name": self._label(column.label_key),
            "res_model": MODELS[figure.is_outgoing],
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("counted_in", "=", str(figure))],
            "context": {"create": False},
        }

    # ------------------------------------------------------------------ figures

    def _check_reader(self):
        """Who reads statistics reads the figures of his own entities (Điều 16)."""
        self.check_access("read")
        if not self.env.user.has_group("l10n_vn_edoc.group_report"):
            raise AccessError(
                self.env._("Only a reader of statistics gets this report.")
            )
        for report in self:
            if report.company_id not in self.env.user.company_ids:
                raise AccessError(
                    self.env._("You may not read the figures of another entity.")
                )

    def _period(self):
        return Period(self.date_from, self.date_to)

    def _matrix(self):
        """Count everything and return the matrix that all forms of the report render.

        The figures are complete: a reader of statistics need not be allowed to read
        each document, so the count goes past the record rules once his right is
        checked.
        """
        self.ensure_one()
        self._check_reader()
        now = fields.Datetime.now()
        counts = read_counts(self.env, self.company_id, self._period(), now)
        return build_matrix(EXCHANGE, self._rows(counts), counts, self.env._("Total"))

    def _rows(self, counts):
        """Return the active departments, and all others that have figures."""
        # archived departments, too, and whatever entity they have been moved to since
        departments = self.env["edoc.department"].sudo()
        departments = departments.with_context(active_test=False)
        counted = [int(key) for key in counts if key != NO_DEPARTMENT]
        found = departments.search(
            [
                "|",
                ("id", "in", counted),
                "&",
                ("active", "=", True),
                ("company_id", "=", self.company_id.id),
            ]
        )
        rows = [Row(str(department.id), department.name) for department in found]
        if NO_DEPARTMENT in counts:
            rows.append(Row(NO_DEPARTMENT, self.env._("Not distributed yet")))
        return rows

    def _line_values(self, columns, line):
        values = {}
        for column, cell in zip(columns, line.cells, strict=True):
            value = cell.value
            if column.kind is Kind.PERCENT:
                value = self._written(value)
            values[column.key] = value
        return values

    def _written(self, value):
        """Write a figure as the user's language does; a percentage has one decimal."""
        if value is None:
            return ""
        return formatLang(
            self.env, float(value), digits=0 if isinstance(value, int) else 1
        )

    def _label(self, key):
        """Return the text above a column or a group of columns."""
        groups = {
            "outgoing": self.env._("Outgoing documents"),
            "incoming": self.env._("Incoming documents"),
            "handling": self.env._("Handling of incoming documents"),
        }
        if key in groups:
            return groups[key]
        field = self.env["edoc.exchange.report.line"]._fields[key]
        return field.get_description(self.env, ["string"])["string"]


class EdocExchangeReportLine(models.TransientModel):
    """One row of the report on the screen; the labels are those of the print, too."""

    _name = "edoc.exchange.report.line"
    _description = "Line of Documents Sent and Received"
    _order = "report_id, sequence, id"

    report_id = fields.Many2one(
        "edoc.exchange.report", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer()
    row_key = fields.Char(required=True)
    name = fields.Char(string="Department", required=True)
    is_total = fields.Boolean()

    out_total = fields.Integer("Issued", aggregator=None)
    out_electronic = fields.Integer("Electronic only", aggregator=None)
    out_both = fields.Integer("Electronic with paper", aggregator=None)
    out_paper = fields.Integer("Paper only", aggregator=None)
    out_unsent = fields.Integer("Not sent yet", aggregator=None)
    out_electronic_rate = fields.Char("Electronic, %")
    out_personal = fields.Integer("Personal signature", aggregator=None)
    out_agency = fields.Integer("Agency signature", aggregator=None)
    out_signed_twice = fields.Integer("Both signatures", aggregator=None)
    out_signed_twice_rate = fields.Char("Both signatures, %")
    out_channel = fields.Integer("Over a channel", aggregator=None)
    out_in_time = fields.Integer("Sent in time", aggregator=None)
    out_late = fields.Integer("Sent late", aggregator=None)
    out_refused = fields.Integer("Refused by recipient", aggregator=None)
    in_total = fields.Integer("Arrived", aggregator=None)
    in_electronic = fields.Integer("By packet", aggregator=None)
    in_scanned = fields.Integer("Entered by the clerk", aggregator=None)
    in_superior = fields.Integer("From the superior entity", aggregator=None)
    in_valid = fields.Integer("Signatures valid", aggregator=None)
    in_invalid = fields.Integer("Signatures invalid", aggregator=None)
    in_undecided = fields.Integer("Signatures undecided", aggregator=None)
    in_refused = fields.Integer("Refused, returned", aggregator=None)
    in_accepted = fields.Integer("Accepted in time", aggregator=None)
    in_accepted_late = fields.Integer("Accepted late", aggregator=None)
    done_in_time = fields.Integer("Completed in time", aggregator=None)
    done_late = fields.Integer("Completed late", aggregator=None)
    open_in_time = fields.Integer("Open, in time", aggregator=None)
    open_late = fields.Integer("Open, overdue", aggregator=None)
    in_time_rate = fields.Char("In time, %")

    def action_open_figure(self):
        """Open the documents behind the figure whose button was pressed."""
        self.ensure_one()
        column = self.env.context.get("edoc_column", "")
        return self.report_id.action_open_cell(self.row_key, column)
