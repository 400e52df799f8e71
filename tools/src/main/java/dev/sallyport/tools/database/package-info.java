/// The database tools: `query_database`, `describe_database` and `modify_database`.
///
/// A statement goes through five steps, each a class: [SqlLexer] turns the text into canonical tokens,
/// [StatementParser] reads them into [Syntax] and refuses what it does not know, [Resolver] finds out with the
/// [Catalogue] what every name means, [Rewriter] puts masked and filtered subqueries in the place of tables
/// and full names in the place of short ones, and [RenderingCheck] reads the result again before
/// [QueryRunner] runs it. Statements that add to a schema have a parser and a resolver of their own, [DefinitionParser] and
/// [DefinitionResolver], and [DefinitionCheck] around their run. Nothing of the agent's own text reaches the database by
/// any other way.
@NullMarked
package dev.sallyport.tools.database;

import org.jspecify.annotations.NullMarked;
