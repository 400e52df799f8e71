package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.Tool.Previewing;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Statements that add to a schema, in a schema of their own that every test finds new.
@ParameterizedClass(name = "{0}")
@MethodSource("dev.sallyport.tools.database.TestDatabase#servers")
final class DefineTest {

    private static final String TOOL = "modify_database";

    /// What is hidden in the yard.
    private static final Obligations HIDING =
            new Obligations(
                    List.<Obligation>of(
                            new MaskColumn("people.code", "redact"),
                            new MaskColumn("*.email", "token"),
                            new FilterRows("parcels", "region = 'EU'")));

    private final TestDatabase server;

    DefineTest(TestDatabase server) {
        this.server = server;
    }

    @BeforeEach
    void layOut() throws SQLException {
        directly(
                """
                create schema yard;
                create type yard.size as enum ('small', 'large');
                create domain yard.label as text;
                create type yard.pair as (a int, b int);
                create sequence yard.numbers;
                create sequence shop.yard_numbers;
                create table yard.people (id int primary key, name text, code text unique, region text, size yard.size,
                  pair yard.pair, shout text generated always as (upper(code)) stored);
                insert into yard.people values (1, 'Ann', 'QZJX', 'EU', 'small', '(1,2)'), (2, 'Ben', 'QZJX-2', 'US', 'large', null);
                create table yard.parcels (id int primary key, region text not null, note text);
                insert into yard.parcels values (1, 'EU', 'a'), (2, 'US', 'a');
                create table yard.rows (id int, at date, note text) partition by range (at);
                create table yard.rows_old partition of yard.rows for values from ('2020-01-01') to ('2021-01-01');
                create view yard.list as select id, name from yard.people;
                create function yard.evil(text) returns boolean language sql as 'select true';
                create function yard.loud(p yard.people) returns text language sql as 'select upper(p.name)'
                """);
    }

    @AfterEach
    void clearAway() throws SQLException {
        directly(
                "drop schema if exists yard cascade; drop sequence if exists shop.yard_numbers; drop table if exists shop.yard_new");
    }

    private void directly(String sql) throws SQLException {
        try (var connection = server.connect("writers");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> found(String sql) throws SQLException {
        try (var connection = server.connect("writers")) {
            return PostgreSqlCatalogue.texts(connection, sql);
        }
    }

    private List<String> columns(String table) throws SQLException {
        return found(
                "select concat_ws(' ', attname, format_type(atttypid, atttypmod), case when attnotnull then 'required' end,"
                        + " pg_get_expr(adbin, adrelid)) from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum"
                        + " where attrelid = '"
                        + table
                        + "'::regclass and attnum > 0 and not attisdropped order by attnum");
    }

    private List<String> constraints(String table) throws SQLException {
        return found(
                "select pg_get_constraintdef(oid) from pg_constraint where contype <> 'n' and conrelid = '"
                        + table
                        + "'::regclass order by 1");
    }

    private List<String> indexes(String table) throws SQLException {
        return found(
                "select pg_get_indexdef(indexrelid) from pg_index where indrelid = '"
                        + table
                        + "'::regclass and not indisprimary order by 1");
    }

    /// All that the catalogue holds of the schemas that statements here could change.
    private List<String> everything() throws SQLException {
        return found(
                "select c.relname || ' ' || c.relkind::text || ' ' || coalesce((select string_agg(attname || ' ' || atttypid::text || ' ' || attnotnull::text, ',' order by attnum)"
                        + " from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped), '')"
                        + " from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('yard', 'shop', 'public') order by 1");
    }

    private Plan planned(String sql) {
        return switch (server.plan(TOOL, "work", sql)) {
            case Planning.Planned(var plan) -> Plan.fromJson(plan.toJson());
            case Planning.Refused(var refusal, var touching) ->
                    throw new AssertionError(ToolCalls.shown(refusal));
        };
    }

    private Preview previewed(String sql) {
        return switch (server.tool(TOOL).preview(planned(sql), Obligations.NONE)) {
            case Previewing.Previewed(var preview) -> preview;
            case Previewing.Refused(var refusal) ->
                    throw new AssertionError(ToolCalls.shown(refusal));
        };
    }

    /// Measures without effect, and then runs as approved.
    ///
    /// @return the effect that reviewers see
    private String define(String sql) throws SQLException {
        var before = everything();
        var preview = previewed(sql);
        assertThat(everything()).isEqualTo(before);
        var execution =
                server.tool(TOOL)
                        .execute(
                                planned(sql),
                                Obligations.NONE,
                                Optional.of(preview),
                                CallControl.uncancellable());
        assertThat(ToolCalls.result(execution).path("rows_affected").asInt(-1)).isZero();
        return preview.sections().getLast().content();
    }

    private String run(String sql, Obligations obligations) {
        return ToolCalls.shown(server.run(TOOL, "work", sql, obligations));
    }

    /// What a refusal says; nothing may have changed.
    private String refused(String sql, Obligations obligations) throws SQLException {
        var before = everything();
        var execution = server.run(TOOL, "work", sql, obligations);
        assertThat(execution).as(sql).isInstanceOf(Execution.Refused.class);
        assertThat(everything()).isEqualTo(before);
        return ToolCalls.shown(execution);
    }

    @Test
    void tableIsMadeWithColumnsAndConstraints() throws SQLException {
        var effect =
                define(
                        """
                        create table yard.crates (
                          id uuid primary key default gen_random_uuid(),
                          "Name" varchar(20) not null unique,
                          owner int references yard.people (id) on delete restrict on update no action,
                          size yard.size not null default 'small',
                          tags text[] default '{}'::text[],
                          made timestamp with time zone default now() not null,
                          weight numeric(8, 2) default -1 + 2.5 check (weight > 0),
                          parent uuid references yard.crates,
                          check (length("Name") > 1 and crates.weight < 1000 and size in ('small', 'large')),
                          unique (owner, size),
                          foreign key (owner) references yard.people
                        );
                        """);

        assertThat(effect)
                .isEqualTo(
                        "creates table yard.crates with 8 columns, which refers to yard.people; tried in a transaction"
                                + " that was rolled back");
        assertThat(columns("yard.crates"))
                .containsExactly(
                        "id uuid required gen_random_uuid()",
                        "Name character varying(20) required",
                        "owner integer",
                        "size yard.size required 'small'::yard.size",
                        "tags text[] '{}'::text[]",
                        "made timestamp with time zone required now()",
                        "weight numeric(8,2) (('-1'::integer)::numeric + 2.5)",
                        "parent uuid");
        assertThat(constraints("yard.crates"))
                .hasSize(8)
                .contains(
                        "PRIMARY KEY (id)",
                        "UNIQUE (\"Name\")",
                        "UNIQUE (owner, size)",
                        "FOREIGN KEY (owner) REFERENCES yard.people(id) ON DELETE RESTRICT",
                        "FOREIGN KEY (parent) REFERENCES yard.crates(id)",
                        "CHECK ((weight > (0)::numeric))");
    }

    @Test
    void tableWithoutSchemaGoesWhereTheDatabaseWouldPutIt() throws SQLException {
        var plan = planned("create table if not exists Yard_New (a int, primary key (a))");

        define("create table if not exists Yard_New (a int, primary key (a))");

        assertThat(plan.summary()).isEqualTo("create_table on work/shop.yard_new");
        assertThat(columns("shop.yard_new")).containsExactly("a integer required");
    }

    @Test
    void newTableCanBeUsedAtOnce() throws SQLException {
        define("create table yard.crates (id int primary key, email text)");

        assertThat(run("insert into yard.crates values (1, 'x'), (2, 'y')", Obligations.NONE))
                .contains("\"rows_affected\":2");
        assertThat(ToolCalls.shown(server.query("work", "select * from yard.crates", HIDING)))
                .contains("\"masked\":true")
                .doesNotContain("\"x\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "alter table yard.people add column age int | age integer | rows that are there are not rewritten",
                "alter table yard.people add if not exists age smallint null | age smallint | not rewritten",
                "alter table yard.people add age int not null default 3 | age integer required 3 | get its default",
                "alter table yard.people add age timestamptz default now() | age timestamp with time zone now() | get its default",
                "alter table yard.people add column age yard.size[] | age yard.size[] | not rewritten"
            })
    void columnIsAdded(String sql, String column, String effect) throws SQLException {
        assertThat(define(sql)).startsWith("adds column age to yard.people").contains(effect);

        assertThat(columns("yard.people")).hasSize(8).endsWith(column);
        assertThat(found("select count(*)::text from yard.people")).containsExactly("2");
    }

    @Test
    void columnOfPartitionedTableIsAnAccessToEachPartition() throws SQLException {
        var sql = "alter table yard.rows add column extra text";

        assertThat(touched(planned(sql)))
                .containsExactlyInAnyOrder(
                        "db.write yard.rows extra", "db.write yard.rows_old extra");
        define(sql);

        assertThat(columns("yard.rows_old")).endsWith("extra text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "create index on yard.people (name) | CREATE INDEX people_name_idx ON yard.people USING btree (name)",
                "create index if not exists by_name on yard.people using btree (name desc nulls last, id asc) include (region) |"
                        + " CREATE INDEX by_name ON yard.people USING btree (name DESC NULLS LAST, id) INCLUDE (region)",
                "create unique index on yard.people using btree (name) where region = 'EU' and people.id > 1 |"
                        + " CREATE UNIQUE INDEX people_name_idx ON yard.people USING btree (name) WHERE ((region = 'EU'::text) AND (id > 1))",
                "create index on yard.people using hash (size) | CREATE INDEX people_size_idx ON yard.people USING hash (size)",
                "create index on yard.people using brin (id) | CREATE INDEX people_id_idx ON yard.people USING brin (id)"
            })
    void indexIsMade(String sql, String index) throws SQLException {
        assertThat(define(sql)).contains(" on yard.people").contains(" over ");

        assertThat(indexes("yard.people")).contains(index);
    }

    @Test
    void effectOfIndexTellsItsColumnsAndTheTablesSize() throws SQLException {
        directly("analyze yard.people");

        assertThat(define("create unique index on yard.people (region, name)"))
                .isEqualTo(
                        "creates a unique index on yard.people (2 rows by estimate) over region, name; tried in a"
                                + " transaction that was rolled back");
        assertThat(previewed("create index on yard.people (name)").headline())
                .isEqualTo("create_index on work/yard.people");
    }

    @Test
    void indexOfPartitionedTableIsAnAccessToEachPartition() {
        assertThat(touched(planned("create index on yard.rows (id) include (at) where note > ''")))
                .containsExactlyInAnyOrder(
                        "db.write yard.rows at,id,note", "db.write yard.rows_old at,id,note");
    }

    @Test
    void referenceIsAnAccessToTheColumnsItNames() {
        var plan =
                planned(
                        "create table yard.crates (id int, owner int references yard.people, place text,"
                                + " foreign key (place) references yard.people (code), check (id > 0))");

        assertThat(touched(plan))
                .containsExactlyInAnyOrder(
                        "db.write yard.crates id,owner,place", "db.read yard.people code,id");
        assertThat(plan.accesses())
                .allSatisfy(access ->
                        assertThat(access.fact("statement"))
                                .isEqualTo(FactValue.text("create_table")));
    }

    private static List<String> touched(Plan plan) {
        return plan.accesses().stream()
                .map(access -> access.action() + " " + table(access) + " " + columns(access))
                .toList();
    }

    private static String table(Access access) {
        return access.resource().substring(access.resource().indexOf('/') + 1);
    }

    private static String columns(Access access) {
        return access.fact("columns") instanceof FactValue.Texts(Set<String> columns)
                ? columns.stream().sorted().collect(Collectors.joining(","))
                : "";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "create table yard.x (a int); drop table yard.people | DENIED_SQL_STATEMENT",
                "create table yard.x (a int) /* ; */ ; drop table yard.people -- x | DENIED_SQL_STATEMENT",
                "create table yard.x as select * from yard.people | CREATE TABLE [IF NOT EXISTS] name (column type, …) is available",
                "create table yard.x (a, b) as select 1, 2 | is available",
                "create table yard.x (like yard.people) | is available",
                "create table yard.x (a int) inherits (yard.people) | is available",
                "create table yard.x partition of yard.rows default | is available",
                "create table yard.x (a int) partition by range (a) | is available",
                "create table yard.x of yard.size | is available",
                "create table yard.x (a int) with (fillfactor = 10) | is available",
                "create table yard.x (a int) using heap | is available",
                "create table yard.x (a int) tablespace pg_default | is available",
                "create table yard.x (a int) on commit drop | is available",
                "create table yard.x () | is available",
                "create table yard.x (a int generated always as identity) | is available",
                "create table yard.x (a int, b int generated always as (a) stored) | is available",
                "create table yard.x (a int constraint c not null) | is available",
                "create table yard.x (a int, constraint c unique (a)) | is available",
                "create table yard.x (a int, exclude using gist (a with =)) | is available",
                "create table yard.x (a int unique nulls not distinct) | is available",
                "create table yard.x (a int unique using index tablespace pg_default) | is available",
                "create table yard.x (a int check (a > 0) no inherit) | is available",
                "create table yard.x (a int check (a > 0) not valid) | is available",
                "create table yard.x (a int references yard.people (id) match full) | is available",
                "create table yard.x (a int references yard.people (id) deferrable) | is available",
                "create table yard.x (a int storage external) | is available",
                "create table yard.x (a text collate \"C\") | is available",
                "create table yard.x (a text default 'a' collate \"C\") | is available",
                "create table yard.x (a int default not true) | is available",
                "create table yard.x (a int default 1 default 2) | is available",
                "create table yard.x (a setof int) | is available",
                "create table yard.x (a yard.people.id%type) | is available",
                "create table a.yard.x (a int) | is available",
                "create temp table x (a int) | `CREATE TEMP` is not available",
                "create unlogged table yard.x (a int) | `CREATE UNLOGGED` is not available",
                "create or replace view yard.x as select 1 | `CREATE OR` is not available",
                "create schema x | Of what changes a schema, CREATE TABLE, ALTER TABLE … ADD COLUMN and CREATE INDEX are available",
                "create function yard.f() returns int language sql as 'select 1' | `CREATE FUNCTION` is not available",
                "create trigger t after insert on yard.people execute function f() | `CREATE TRIGGER` is not available",
                "create extension dblink | `CREATE EXTENSION` is not available",
                "create role x superuser | `CREATE ROLE` is not available",
                "alter role gate superuser | `ALTER ROLE` is not available",
                "alter system set fsync = off | `ALTER SYSTEM` is not available",
                "create table yard.x (a int references yard.people (id) on delete cascade) | `CASCADE`, is not available For ON DELETE and ON UPDATE write NO ACTION or RESTRICT",
                "create table yard.x (a int references yard.people (id) on update set null) | `SET`, is not available",
                "create table yard.x (a serial) | a column that makes a sequence is not available",
                "create table yard.x (a \"bigserial\") | a column that makes a sequence is not available",
                "create table yard.x (a regclass) | DENIED_SQL_TYPE",
                "create table yard.x (a yard.label) | DENIED_SQL_TYPE",
                "create table yard.x (a yard.pair) | DENIED_SQL_TYPE",
                "create table yard.x (a yard.people) | DENIED_SQL_TYPE",
                "create table yard.x (a xml) | DENIED_SQL_TYPE",
                "create table yard.x (a int default (select 1)) | a default holds no query",
                "create table yard.x (a int[] default array(select id from yard.people)) | a default holds no query",
                "create table yard.x (a int default coalesce((select max(id) from yard.people), 0)) | a default holds no query",
                "create table yard.x (a json default json_array(select id from yard.people)) | a default holds no query",
                "create table yard.x (a text default case when exists (select 1) then 'a' end) | a default holds no query",
                "create table yard.x (a int, b int default a) | a default names no columns",
                "create table yard.x (a int, b text default x.a::text) | a default names no columns",
                "create table yard.x (a int default nextval('yard.numbers')) | function `nextval` is not on the list",
                "create table yard.x (a int default pg_catalog.nextval('yard.numbers')) | DENIED_SQL_FUNCTION",
                "create table yard.x (a text default pg_read_file('/etc/passwd')) | DENIED_SQL_FUNCTION",
                "create table yard.x (a text default current_setting('x')) | DENIED_SQL_FUNCTION",
                "create table yard.x (a text default current_user) | DENIED_SQL_FUNCTION",
                "create table yard.x (a text check (yard.evil(a))) | DENIED_SQL_FUNCTION",
                "create table yard.x (a text check (evil(a))) | DENIED_SQL_FUNCTION",
                "create table yard.x (a text check (a in (select name from yard.people))) | holds no query",
                "create table yard.x (a int check (exists (select 1))) | holds no query",
                "create table yard.x (a int check (b > 0)) | there is no column `b`",
                "create table yard.x (a int, unique (b)) | there is no column `b`",
                "create table yard.x (a int, unique (x)) | there is no column `x`",
                "create table yard.x (a int, unique (ctid)) | system column `ctid`",
                "create table yard.x (a int, a text) | DENIED_SQL_NAME_TAKEN",
                "create table yard.x (a int references yard.nothing (id)) | there is no table or view `yard.nothing`",
                "create table yard.x (a int references yard.people (nothing)) | there is no column `nothing`",
                "create table yard.x (a int references yard.list (id)) | `yard.list` is not a table",
                "create table yard.x (a int references pg_class (oid)) | DENIED_SQL_CATALOGUE",
                "create table yard.x (a text references yard.people (pair)) | a type that can only be selected",
                "create table yard.x (a int references yard.rows) | `yard.rows` has no primary key",
                "create table yard.x (a int references x) | there is no table or view `x`",
                "create table pg_temp.x (a int) | DENIED_SQL_CATALOGUE",
                "create table pg_catalog.x (a int) | DENIED_SQL_CATALOGUE",
                "create table yard.pg_x (a int) | DENIED_SQL_CATALOGUE",
                "create table yard.\"x\"\" (a int); drop table yard.people; --\" (a int) | is not plain",
                "create table yard.\"x.y\" (a int) | is not plain",
                "create table yard.\"реорle\" (a int) | is not plain",
                "create table yard.x (\"a int, b\" int) | is not plain",
                "create table yard.x (\"a\u202eb\" int) | DENIED_SQL",
                "alter table yard.people add column a int, drop column name | ALTER TABLE name ADD [COLUMN]",
                "alter table yard.people add a int, add b int | one column in a call",
                "alter table yard.people add a int check (a > 0) | is available",
                "alter table yard.people add a int unique | is available",
                "alter table yard.people add a int primary key | is available",
                "alter table yard.people add a int references yard.people (id) | is available",
                "alter table yard.people add constraint c check (true) | is available",
                "alter table yard.people add check (true) | is available",
                "alter table yard.people drop column name | is available",
                "alter table yard.people rename to x | is available",
                "alter table yard.people owner to gate | is available",
                "alter table only yard.people add a int | is available",
                "alter table if exists yard.people add a int | is available",
                "alter table yard.people * add a int | is available",
                "alter table yard.people as p add a int | is available",
                "alter table yard.people add a int default nextval('yard.numbers') | is a constant or",
                "alter table yard.people add a text default name | a default names no columns",
                "alter table yard.people add a text default (select code from yard.people limit 1) | a default holds no query",
                "alter table yard.people add name text | DENIED_SQL_NAME_TAKEN",
                "alter table yard.people add if not exists name int | DENIED_SQL_NAME_TAKEN",
                "alter table yard.people add loud text | a function of the table's rows `loud` already",
                "alter table yard.list add a int | `yard.list` is not a table",
                "alter table yard.nothing add a int | there is no table or view `yard.nothing`",
                "alter table pg_catalog.pg_class add a int | DENIED_SQL_CATALOGUE",
                "alter view yard.list add a int | `ALTER VIEW` is not available",
                "create index concurrently on yard.people (name) | `CONCURRENTLY` is not available, since it cannot run in a transaction",
                "create index on yard.people (lower(name)) | CREATE [UNIQUE] INDEX",
                "create index on yard.people ((upper(name))) | is available",
                "create index on yard.people (name text_pattern_ops) | is available",
                "create index on yard.people (name collate \"C\") | is available",
                "create index on only yard.people (name) | is available",
                "create index on yard.people using spgist (name) | is available",
                "create index on yard.people (name) with (fillfactor = 10) | is available",
                "create index on yard.people (name) tablespace pg_default | is available",
                "create unique index on yard.people (name) nulls not distinct | is available",
                "create index yard.i on yard.people (name) | is available",
                "create index \"i on x\" on yard.people (name) | is not plain",
                "create index on yard.people (nothing) | there is no column `nothing`",
                "create index on yard.people (people) | there is no column `people`",
                "create index on yard.people (xmin) | system column `xmin`",
                "create index on yard.people (pair) | a type that can only be selected",
                "create index on yard.people (name) where yard.evil(name) | compares columns and constants",
                "create index on yard.people (name) where 1 / (case when id > 1 then 0 else 1 end) = 1 | compares columns and constants",
                "create index on yard.people (name) where name::int = 1 | compares columns and constants",
                "create index on yard.people (name) where name like region | compares columns and constants",
                "create index on yard.people (name) where length(name) = 1 | compares columns and constants",
                "create index on yard.people (name) where now() at time zone name = now() | compares columns and constants",
                "create index on yard.people (name) where id in (select id from yard.parcels) | compares columns and constants",
                "alter table yard.people add a int default sign(1) | is a constant or",
                "alter table yard.people add a int default 1 + 1 | is a constant or",
                "alter table yard.people add a timestamptz default clock_timestamp() | is a constant or",
                "alter table yard.people add a text default repeat('9', 1000000) | is a constant or",
                "alter table yard.people add a uuid default gen_random_uuid() | is a constant or",
                "create index on yard.list (name) | `yard.list` is not a table",
                "create index on pg_class (relname) | DENIED_SQL_CATALOGUE",
                "create index people on yard.people (name) | DENIED_SQL_NAME_TAKEN",
                "create index customers on yard.people (name) | DENIED_SQL_NAME_TAKEN",
                "create index if not exists numbers on yard.people (name) | DENIED_SQL_NAME_TAKEN",
                "with x as (select 1) create table yard.x (a int) | DENIED_SQL",
                "explain create table yard.x (a int) | DENIED_SQL_STATEMENT",
                "drop table yard.people | ALTER TABLE … ADD COLUMN and CREATE INDEX",
                "truncate yard.people | DENIED_SQL_STATEMENT"
            })
    void anythingElseIsRefusedWithWhatThereIs(String sql, String told) throws SQLException {
        assertThat(refused(sql, Obligations.NONE)).contains(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table yard.people (a int)",
                "create table if not exists yard.people (a int)",
                "create table yard.list (a int)",
                "create table yard.numbers (a int)",
                "create table yard.people_pkey (a int)",
                "create table yard.label (a int)",
                "create table yard.size (a int)",
                "create table yard.customers (a int)",
                "create table yard.contacts (a int)",
                "create table public.orders (a int)",
                "create table yard.order_status (a int)",
                "create table yard.phone (a int)",
                "create table yard.counter (a int)",
                "create table if not exists public.yard_numbers (a int)",
                "create table yard_numbers (a int)"
            })
    void tableThatWouldHideSomethingOrBeHiddenIsRefused(String sql) throws SQLException {
        assertThat(refused(sql, Obligations.NONE))
                .startsWith("DENIED_SQL_NAME_TAKEN: there is a ")
                .contains("of two that share a name one would hide the other");
    }

    @Test
    void tableWhoseNameIsTakenNamesTheOtherOneToThePolicy() {
        var planning = server.plan(TOOL, "work", "create table yard.customers (a int)");

        assertThat(((Planning.Refused) planning).touching())
                .extracting(Access::resource)
                .containsExactlyInAnyOrder("work/yard.customers", "work/shop.customers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index on yard.people (code)",
                "create unique index on yard.people (code)",
                "create index on yard.people (shout)",
                "create index on yard.people (id) include (code)",
                "create index on yard.people (id) where code = 'Q'",
                "create index on yard.people (id) where people.code > 'Q'",
                "create index on yard.people (id) where people is not null",
                "create table yard.x (a text references yard.people (code))",
                "create table yard.x (email text unique)",
                "create table yard.x (email text primary key)",
                "create table yard.x (email text check (email like '%@%'))",
                "create table yard.x (a int, email text, check (a > 0 and x.email <> ''))",
                "create table yard.x (a int, email text, unique (a, email))",
                "create table yard.x (id int, email text references yard.people (name))"
            })
    void maskedColumnIsInNoKeyReferenceConditionOrIndex(String sql) throws SQLException {
        assertThat(refused(sql, HIDING)).startsWith("DENIED_MASKED_COLUMN: column `yard.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index on yard.parcels (id)",
                "create unique index on yard.parcels (note)",
                "create index on yard.parcels (id) where id > 2",
                "alter table yard.parcels add a int",
                "alter table yard.parcels add a int not null",
                "create table yard.x (a int references yard.parcels (id))",
                "create table yard.x (a int, foreign key (a) references yard.parcels)"
            })
    void filteredTableIsNeitherChangedNorReferredTo(String sql) throws SQLException {
        assertThat(refused(sql, HIDING)).startsWith("DENIED_SQL_FILTER: rows of `yard.parcels`");
    }

    @Test
    void newTableUnderFilterIsRefused() throws SQLException {
        var everywhere = new Obligations(List.<Obligation>of(new FilterRows("*", "region = 'EU'")));

        assertThat(refused("create table yard.x (a int)", everywhere))
                .startsWith("DENIED_SQL_FILTER: rows of `yard.x`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table yard.x (id int primary key, email text not null default 'none')",
                "create table yard.x (id int references yard.people (id) check (x.id > 0))",
                "alter table yard.people add email text default 'none'",
                "create unique index on yard.people (name) where region = 'EU'"
            })
    void whatLooksAtNothingHiddenIsDoneBesideMasks(String sql) {
        assertThat(run(sql, HIDING)).contains("\"rows_affected\":0");
    }

    @Test
    void placeholderOfMaskedValueIsNoDefault() throws SQLException {
        assertThat(refused("create table yard.x (a text default '⟦masked:redact⟧')", HIDING))
                .startsWith("DENIED_MASKED_COLUMN");
    }

    @Test
    void constraintThatTheRowsBreakIsToldWithoutValues() throws SQLException {
        directly("insert into yard.people values (3, 'Ann', 'X', 'EU', 'small')");

        var told = run("create unique index on yard.people (name)", Obligations.NONE);

        assertThat(told).startsWith("QUERY_FAILED").contains("23505").doesNotContain("Ann");
        assertThat(indexes("yard.people")).hasSize(1);
    }

    @Test
    void queryDatabaseDefinesNothing() {
        for (var sql :
                List.of(
                        "create table yard.x (a int)",
                        "alter table yard.people add a int",
                        "create index on yard.people (name)")) {
            assertThat(ToolCalls.shown(server.query("work", sql, Obligations.NONE)))
                    .startsWith("DENIED_SQL_STATEMENT: a statement that writes is not a query");
        }
    }

    @Test
    void loginThatMayNotDefineIsToldSo() {
        assertThat(
                        ToolCalls.shown(
                                server.run(
                                        TOOL,
                                        "humble",
                                        "create table shop.yard_new (a int)",
                                        Obligations.NONE)))
                .startsWith("QUERY_FAILED")
                .contains("the gate's login may not do this");
        assertThat(
                        ToolCalls.shown(
                                server.run(
                                        TOOL,
                                        "humble",
                                        "alter table shop.categories add a int",
                                        Obligations.NONE)))
                .contains("42501");
    }

    @Test
    void schemaThatIsNotThereIsToldSo() {
        assertThat(run("create table nowhere.x (a int)", Obligations.NONE))
                .contains("3F000")
                .contains("a schema does not exist");
    }

    @Test
    void changeOfTheSchemaOnTheWayEndsTheCall() throws SQLException {
        directly(
                """
                create function public.meddle() returns event_trigger language plpgsql as $$
                begin
                  if tg_tag = 'CREATE TABLE' and to_regclass('yard.x') is not null and to_regclass('yard.more') is null then
                    execute 'create table yard.more (a int)';
                  end if;
                end $$;
                create event trigger meddling on ddl_command_end execute function public.meddle()
                """);
        try {
            assertThat(refused("create table yard.x (a int)", Obligations.NONE))
                    .startsWith("DENIED_STATE_CHANGED");
        } finally {
            directly("drop event trigger meddling; drop function public.meddle()");
        }
    }

    @Test
    void approvedDefinitionIsRefusedOnceItsNameIsTaken() throws SQLException {
        var sql = "create table yard.x (a int)";
        var plan = planned(sql);
        var preview = previewed(sql);
        directly("create table yard.x (secret text)");

        var execution =
                server.tool(TOOL)
                        .execute(
                                plan,
                                Obligations.NONE,
                                Optional.of(preview),
                                CallControl.uncancellable());

        assertThat(ToolCalls.shown(execution)).startsWith("DENIED_STATE_CHANGED");
        assertThat(columns("yard.x")).containsExactly("secret text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools: modify_database, on: {database: work} | false",
                "tools: '*' | false",
                "tools: modify_database, statements: ['*', '**', 'create_*'] | false",
                "tools: modify_database, statements: [insert, update, delete, merge] | false",
                "tools: modify_database, statements: [add_column, create_index] | false",
                "tools: modify_database, statements: create_table | true",
                "tools: modify_database, statements: create_table, columns: {forbid: [secret]} | true",
                "tools: modify_database, statements: create_table, columns: {forbid: [age]} | false",
                "tools: modify_database, on: {table: crates}, statements: create_table | false",
                "tools: modify_database, on: {table: [crates, people]}, statements: create_table | true"
            })
    void ruleThatDoesNotWriteTheWordOutAllowsNoDefinition(String rule, boolean allowed) {
        var plan = planned("create table yard.crates (age int, owner int references yard.people)");
        var policy =
                "roles: {definer: {permit: [{"
                        + rule
                        + "}]}}\nbindings: [{role: definer, to: 'client:test'}]";

        var parsed =
                RoleMap.parse(
                        "policy.yaml", policy, List.of(server.tool(TOOL).description().terms()));

        assertThat(parsed).isInstanceOf(RoleMap.Parsed.Valid.class);
        var decision =
                ((RoleMap.Parsed.Valid) parsed)
                        .roleMap()
                        .decide(
                                new Request(
                                        new Principal(
                                                "client:test",
                                                Principal.Kind.AGENT,
                                                Optional.empty(),
                                                Set.of()),
                                        TOOL,
                                        plan.accesses(),
                                        Instant.EPOCH));
        assertThat(decision instanceof Decision.Permit).as(decision.toString()).isEqualTo(allowed);
    }
}
