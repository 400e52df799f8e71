// What PostgreSQL's own parser makes of one statement, in the words of `OurReading.java`: units, one for each
// select, each with the tables, columns, calls, types and names that stand directly in it.

import pg from 'libpg-query';

export const loaded = pg.loadModule();

const WRITES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'];

/// Calls that only the grammar makes, out of something that is not written as a call.
const FROM_SYNTAX = new Set(['timezone', 'overlaps', 'is_normalized', 'system_user', 'like_escape', 'similar_to_escape']);
/// What is called by a keyword and has a node of its own.
const KEYWORDS = {
    CoalesceExpr: 'coalesce',
    GroupingFunc: 'grouping',
    JsonParseExpr: 'json',
    JsonScalarExpr: 'json_scalar',
    JsonSerializeExpr: 'json_serialize',
    JsonObjectConstructor: 'json_object',
    JsonArrayConstructor: 'json_array',
    JsonArrayQueryConstructor: 'json_array',
    JsonObjectAgg: 'json_objectagg',
    JsonArrayAgg: 'json_arrayagg',
    JsonTable: 'json_table',
    MergeSupportFunc: 'merge_action',
};

const TRIMS = new Set(['btrim', 'ltrim', 'rtrim']);

/// The statements in a text, none when it does not parse.
export function parse(sql) {
    try {
        return (pg.parseSync(sql).stmts ?? []).map((item) => item.stmt);
    } catch {
        return undefined;
    }
}

export function read(sql) {
    const list = parse(sql);
    if (list?.length !== 1) return {count: list?.length ?? -1};
    const statement = list[0];
    const kind = Object.keys(statement)[0];
    const reading = new Reading();
    reading.node(statement, reading.unit('statement'), new Set());
    const impure = impurities(statement, []);
    return {
        count: 1,
        kind,
        pureRead: kind === 'SelectStmt' && impure.length === 0,
        impure: [...new Set(impure)],
        tables: reading.tables,
        calls: reading.calls,
        strings: strings(statement, []),
        units: reading.units.map((unit) => unit.kind + ': ' + unit.atoms.join(', ')),
    };
}

/// Everything anywhere in the tree that is more than reading.
function impurities(node, found) {
    if (Array.isArray(node)) {
        node.forEach((child) => impurities(child, found));
    } else if (node !== null && typeof node === 'object') {
        for (const [key, value] of Object.entries(node)) {
            if (WRITES.includes(key)) found.push(key);
            if (key === 'intoClause') found.push('INTO');
            if (key === 'lockingClause' && value.length > 0) found.push('FOR');
            impurities(value, found);
        }
    }
    return found;
}

function strings(node, found) {
    if (Array.isArray(node)) {
        node.forEach((child) => strings(child, found));
    } else if (node !== null && typeof node === 'object') {
        for (const [key, value] of Object.entries(node)) {
            if (key === 'A_Const' && value.sval) found.push(value.sval.sval ?? '');
            strings(value, found);
        }
    }
    return found;
}

const names = (list) => (list ?? []).map((item) => item.String?.sval ?? (item.A_Star ? '*' : '')).join('.');

class Reading {
    units = [];
    tables = [];
    calls = [];

    unit(kind) {
        const unit = {kind, atoms: []};
        this.units.push(unit);
        return unit;
    }

    /// @param node `{Kind: {…}}`, a list of such, or something without names
    node(node, unit, ctes) {
        if (Array.isArray(node)) {
            node.forEach((child) => this.node(child, unit, ctes));
        } else if (node !== null && typeof node === 'object') {
            for (const [kind, value] of Object.entries(node)) this.kind(kind, value, unit, ctes);
        }
    }

    children(value, unit, ctes, ...without) {
        for (const [field, child] of Object.entries(value)) {
            if (!without.includes(field)) this.kind(field, child, unit, ctes);
        }
    }

    /// Fields of a known kind carry no kind's name, so fields stand here beside kinds.
    kind(kind, value, unit, ctes) {
        if (value === null || typeof value !== 'object') return;
        switch (kind) {
            case 'SelectStmt':
            case 'larg':
            case 'rarg':
                // A join has arms of these names too, but as `{Kind: …}`.
                if (kind === 'SelectStmt' || 'op' in value) this.select(value, ctes);
                else this.node(value, unit, ctes);
                break;
            case 'InsertStmt':
            case 'UpdateStmt':
            case 'DeleteStmt':
            case 'MergeStmt':
                this.write(kind, value, unit, ctes);
                break;
            case 'RangeVar':
            case 'relation':
                if (value.relname) this.table(value, unit, ctes);
                else this.node(value, unit, ctes);
                break;
            case 'IndexElem':
                if (value.name) unit.atoms.push('column ' + value.name);
                this.children(value, unit, ctes);
                break;
            case 'ColumnRef':
                unit.atoms.push('column ' + names(value.fields));
                break;
            case 'FuncCall':
                this.call(value, unit);
                this.children(value, unit, ctes, 'funcname');
                break;
            case 'CoalesceExpr':
            case 'GroupingFunc':
            case 'JsonParseExpr':
            case 'JsonScalarExpr':
            case 'JsonSerializeExpr':
            case 'JsonObjectConstructor':
            case 'JsonArrayConstructor':
            case 'JsonArrayQueryConstructor':
            case 'JsonObjectAgg':
            case 'JsonArrayAgg':
            case 'JsonTable':
            case 'MergeSupportFunc':
                unit.atoms.push('call ' + KEYWORDS[kind]);
                this.children(value, unit, ctes);
                break;
            case 'JsonFuncExpr':
                unit.atoms.push('call ' + value.op.replace(/_OP$/, '').toLowerCase());
                this.children(value, unit, ctes);
                break;
            case 'JsonTableColumn':
                if (value.name) unit.atoms.push('alias ' + value.name);
                this.children(value, unit, ctes);
                break;
            case 'MinMaxExpr':
                unit.atoms.push('call ' + (value.op === 'IS_LEAST' ? 'least' : 'greatest'));
                this.children(value, unit, ctes);
                break;
            case 'A_Expr':
                if (value.kind === 'AEXPR_NULLIF') unit.atoms.push('call nullif');
                this.children(value, unit, ctes, 'name');
                break;
            case 'TypeName':
            case 'typeName':
                // Without a place it is nothing that the text names.
                if (value.names && value.location !== -1) unit.atoms.push('type ' + names(value.names));
                this.node(value.typmods, unit, ctes);
                break;
            case 'A_Indirection':
                for (const step of value.indirection) {
                    if (step.String || step.A_Star) unit.atoms.push('field ' + names([step]));
                }
                this.children(value, unit, ctes);
                break;
            case 'ResTarget':
                if (value.name) unit.atoms.push('label ' + value.name);
                this.children(value, unit, ctes);
                break;
            case 'Alias':
            case 'alias':
            case 'join_using_alias':
                if (value.aliasname) unit.atoms.push('alias ' + value.aliasname + '(' + columns(value.colnames) + ')');
                break;
            case 'ColumnDef':
                unit.atoms.push('alias ' + value.colname);
                this.children(value, unit, ctes);
                break;
            case 'JoinExpr':
                if (value.isNatural) unit.atoms.push('natural');
                if (value.usingClause) unit.atoms.push('using ' + columns(value.usingClause));
                this.children(value, unit, ctes, 'usingClause');
                break;
            case 'CollateClause':
                this.children(value, unit, ctes, 'collname');
                break;
            case 'MultiAssignRef':
                if ((value.colno ?? 1) === 1) this.children(value, unit, ctes);
                break;
            default:
                this.node(value, unit, ctes);
        }
    }

    select(select, outer) {
        const ctes = this.with(select.withClause, outer);
        if (select.op !== 'SETOP_NONE') {
            this.unit('set').atoms.push('set');
            this.select(select.larg, ctes);
            this.select(select.rarg, ctes);
        } else if (select.valuesLists) {
            this.node(select.valuesLists, this.unit('values'), ctes);
        } else {
            this.children(
                select, this.unit('select'), ctes, 'withClause', 'sortClause', 'limitOffset', 'limitCount', 'intoClause',
                'lockingClause');
        }
        this.node(select.sortClause, this.unit('order'), ctes);
        this.node([select.limitOffset ?? {}, select.limitCount ?? {}], this.unit('limit'), ctes);
    }

    with(clause, outer) {
        if (!clause) return outer;
        let ctes = new Set(outer);
        const list = clause.ctes.map((item) => item.CommonTableExpr);
        if (clause.recursive) list.forEach((cte) => ctes.add(cte.ctename));
        for (const cte of list) {
            const unit = this.unit('with');
            unit.atoms.push('with ' + cte.ctename + '(' + columns(cte.aliascolnames) + ')');
            this.node(cte.ctequery, unit, ctes);
            if (cte.search_clause) unit.atoms.push('label ' + cte.search_clause.search_seq_column);
            if (cte.cycle_clause) {
                const cycle = cte.cycle_clause;
                unit.atoms.push('label ' + cycle.cycle_mark_column, 'label ' + cycle.cycle_path_column);
                this.node([cycle.cycle_mark_value ?? {}, cycle.cycle_mark_default ?? {}], unit, ctes);
            }
            ctes = new Set(ctes).add(cte.ctename);
        }
        return ctes;
    }

    write(kind, write, unit, outer) {
        const ctes = this.with(write.withClause, outer);
        this.table(write.relation, unit, new Set());
        this.children(write, unit, ctes, 'withClause', 'relation', 'cols');
        (write.cols ?? []).forEach((column) => unit.atoms.push('label ' + column.ResTarget.name));
    }

    table(table, unit, ctes) {
        const written = (table.schemaname ? table.schemaname + '.' : '') + table.relname;
        unit.atoms.push('table ' + written);
        if (table.schemaname || !ctes.has(table.relname)) {
            this.tables.push([...(table.catalogname ? [table.catalogname] : []), ...(table.schemaname ? [table.schemaname] : []), table.relname]);
        }
        this.children({alias: table.alias}, unit, ctes);
    }

    call(call, unit) {
        const list = call.funcname.map((part) => part.String.sval);
        const last = list.at(-1);
        if (list.length === 2 && list[0] === 'pg_catalog') {
            if (FROM_SYNTAX.has(last)) return;
            if (call.funcformat === 'COERCE_SQL_SYNTAX') {
                unit.atoms.push('call ' + (TRIMS.has(last) ? 'trim' : last));
                return;
            }
        }
        this.calls.push(list);
        unit.atoms.push('call ' + list.join('.'));
    }
}

function columns(list) {
    return (list ?? []).map((item) => item.String.sval).join(' ');
}
