/// The role map: who may do what, read from `policy.yaml` and asked before every call.
///
/// [RoleMap#parse] reads the file with the words that the tools bring ([dev.sallyport.policy.ToolTerms]) and the
/// labels of the configured targets ([dev.sallyport.policy.TargetLabels]), and answers with a [RoleMap] or with every mistake in the file. This page is the reference for what the file
/// may say and what it then means.
///
/// # The file
///
/// ```yaml
/// roles:
///   analyst:
///     description: "answers questions about the shop"       # for operators
///     includes: [reader]            # every rule, right and limit of these roles too; circles are errors
///     limits: LIMITS
///     permit: [RULE, …]
///     hold: [RULE, …]
///     forbid: [RULE, …]
///     console: [approve, audit, administer]
/// separate:
///   - { roles: [developer, auditor], reason: "who builds does not audit" }
/// bindings:
///   - { role: analyst, to: ["client:coding-agent", "user:ana@example.com", "group:agents"] }
///   - { role: analyst, to: "client:night-job", description: "the nightly report", from: 2026-01-01,
///       until: 2027-01-01T00:00:00+01:00, when: { days: [mon, tue], hours: "22:00-06:00", zone: Europe/Berlin } }
/// ```
///
/// Every part may be absent. A role's name is up to 64 ASCII letters, digits, `-`, `_` and `.`. A principal has
/// the roles that are bound to its subject or to one of its groups, and all that these include. Subjects and
/// groups are compared letter by letter; there are no patterns among them. An empty file, one without roles
/// and one that cannot be read permit nothing
/// ([dev.sallyport.policy.DenyReason.NoPolicy], [dev.sallyport.policy.Authorizer#DENY_ALL]).
///
/// A `description` may stand with a role, a rule and a binding: up to 1000 characters for operators, who meet a
/// rule's in the log ([dev.sallyport.policy.Authorizer#describe]). It decides nothing, and agents never see it.
///
/// # A rule
///
/// ```yaml
/// - description: "agents push their own branches"
///   tools: [push_branch, read_repository]               # names or globs, at least one
///   on: { repository: shop, branch: ["agent/*", dev], label: { env: [dev, test] } }  # where
///   except: { branch: "agent/release-*" }               # but not there; one mapping or several
///   paths: { forbid: [".github/**"] }                   # what and how much
///   file_bytes_max: 1MiB
/// ```
///
/// A rule speaks about accesses of the tools it names. Its keys name facts: under `on` those that say where,
/// beside it the others. A key that is absent means anything; a rule without keys matches every access of
/// its tools. Where a list is wanted, a single value stands for a list of one. An `on` that names nothing is an error:
/// it is more often what is left of a place than meant as everywhere.
///
/// | fact | key | under `permit` | under `hold` and `forbid` |
/// |---|---|---|---|
/// | text | its key: a glob or several | satisfied if one matches | tripped if one matches |
/// | set of texts | its key: globs, or `{permit: globs, forbid: globs}` | satisfied if each text matches one of `permit` (absent: any) and none of `forbid`; so by the empty set | tripped if any text matches; a plain list |
/// | number | `…_max` or `…_over`: `1000`, `1MiB`, `10s` | `…_max`: satisfied up to and including it | `…_over`: tripped above it |
/// | level | its name: one level of its scale | satisfied by it and stricter ones | tripped by it and laxer ones |
///
/// A rule *matches* an access when the access satisfies, or trips, every key of the rule that the tool knows.
/// Two values are special:
///
/// | the fact is | `permit` | `hold`, `forbid` |
/// |---|---|---|
/// | unknown: not reported, reported as such, of another type than defined, a negative number or a level off the scale | not satisfied | tripped |
/// | not applicable to this access | satisfied | not tripped |
///
/// Both concern only rules that name the fact. A permit that does not name it is not affected by its being unknown,
/// unless some of its values are opened by name alone, see below.
///
/// Some values of a text are opened *by name* alone ([dev.sallyport.policy.FactDefinition.TextFact#byName]): a permit
/// that neither has the key nor writes the value out does not match, whatever its globs; a hold that does not write it
/// out holds the call, but something else must allow it. A forbid needs no name. `statements` has such values, so a
/// rule that was written before a tool knew them does not allow them.
///
/// *Globs* know `*` (any run without `/`), `**` (any run), `**/` at the start of a segment (any number of
/// directories, none included) and `?` (one character but `/`); case matters, and the empty text matches none of
/// them. `[`, `]`, `{`, `}`, `\` and a leading `!` are errors, because other globs give them a meaning.
///
/// *Several tools in one rule.* Each key must be known to at least one of the named tools and must mean the same
/// to all that know it. It binds those, and the rule reads for the others as if the key were not there. Two
/// cases would give more than they seem to and are errors: under `permit`, a place (`on`) that one of the tools does
/// not have; under `permit` and `hold`, a `mask` over a tool that cannot mask. Under `hold` and `forbid` a key that
/// a tool does not know makes the rule wider for that tool, and so stricter.
///
/// # Labels
///
/// `label` under `on` means the targets that carry labels: `databases.NAME.labels`, `repositories.NAME.labels` and
/// `clusters.NAME.labels` of `sallyport.yaml`. Each key names a label, and its value (a glob or several) must match
/// the label's value on the target; a target without the label is not meant. `label` and a key that names the target
/// both have to match. The names are looked up when the file is read, so
/// [dev.sallyport.policy.Authorizer#reach] tells names. A rule that means no target of today permits, holds and
/// forbids nothing, except that an access whose target is unknown, or is said not to apply, trips its hold and
/// forbid as always; such a hold opens nothing. Under `permit`, `label` over a tool whose targets carry none is an
/// error.
///
/// # Exceptions
///
/// `except` is one mapping or a list of them, with the keys that may stand under `on` (also `label`) and beside it.
/// The rule does not match an access that one of the mappings matches with all its keys. What matches:
///
/// | under | the keys are those of, and judged like | unknown | not applicable | the empty set |
/// |---|---|---|---|---|
/// | `permit` | a `forbid` (`…_over`, plain lists) | excepted | not excepted | not excepted |
/// | `hold`, `forbid` | a `permit` (`…_max`) | not excepted | not excepted | not excepted |
///
/// So doubt always takes out of a permit and never out of a hold or forbid. For `label` a target that does not apply
/// is an unknown one. A key that a named tool does not know is an
/// error under `permit`; under `hold` and `forbid` the exception never matches for that tool. Masks and filters of a
/// rule ignore its exceptions, so an exception never uncovers what a mask protects.
///
/// # When a binding is in force
///
/// `from` and `until` are instants of RFC 3339, or dates for their midnight in UTC; `until` itself is not included.
/// `when` narrows to hours of the week: `days` (`mon` to `sun`; absent: all), `hours` (`08:00-18:00` or several;
/// absent: the whole day; the end is not included) and `zone` (`UTC`, `Europe/Berlin`; required). A span that
/// ends before it starts goes on after midnight and belongs to the day on which it starts. Hours are those of the
/// clock on the wall in the zone: one that the clocks skip never comes, one that they show twice counts twice. The
/// time is that of the request ([dev.sallyport.policy.Request#time]).
///
/// Outside of these times the binding does not exist: neither what its role permits nor what it forbids applies.
///
/// # Roles that must not meet
///
/// A principal that has all roles of one entry under `separate` at the time of a request, includes expanded and groups
/// counted, may do nothing: every call is denied ([dev.sallyport.policy.DenyReason.Separated]), and it has no reach and
/// no console rights. A file that binds one subject or group to all of them is an error, unless the bindings' `from`
/// and `until` never overlap; so is a role that includes all of them.
///
/// # Two parties
///
/// Behind an agent may stand a human ([dev.sallyport.policy.Principal#human]). Both are judged by their own roles, and
/// the stricter wins in everything: a forbid or hold of either applies; an access must be opened for both;
/// obligations of both add up, of limits the smaller; a mask is lifted only where both lift it; usage limits of both
/// bind. Who acts for a human has no console rights. [dev.sallyport.policy.Authorizer#reach] tells what both could
/// do; where that cannot be told exactly, it tells more.
///
/// A principal may be confined to some roles and what these include
/// ([dev.sallyport.policy.Principal#confinedTo]): only those of them that are bound to it open accesses, lift masks
/// and give console rights. What its other roles hold, forbid, mask, filter and limit applies, and they count for
/// `separate`. Each party has its own confinement.
///
/// # Limits on use
///
/// ```yaml
/// limits:
///   principal: { calls_per_minute: 60, rows_per_hour: 10000, concurrent_calls: 4 }   # each principal of the role
///   role: { calls_per_minute: 600 }                                   # all principals of the role together
/// ```
///
/// Each at least 1. Whoever has several such roles is bound by the limits of all
/// ([dev.sallyport.policy.Authorizer#usageLimits]); a limit for each principal counts the human behind an agent as
/// that human, over all agents that act for it. Counting is the server's; this package only tells what binds.
///
/// # A decision
///
/// The rules of all the caller's roles count alike; the order in which anything is written never matters.
///
/// 1. A call that comes to no access at all is denied, as not understood.
/// 2. If any `forbid` matches any access, the call is denied.
/// 3. Every access must be matched by a `permit`, or by a `hold` that names what is opened by name; otherwise the call is
///    denied, and the reason names the accesses that are not. A hold needs no permit beside it.
/// 4. If any `hold` matches any access, the call is held. The approver sets of all matching holds add up: each
///    role must give its quorum, of two quorums for one role the larger. `break_glass` (a role of whom one human may
///    release the call in an emergency) holds for a role only where all of these holds that ask for it name the same
///    one.
/// 5. Otherwise the call is permitted.
///
/// An error while deciding is a denial. So more forbids never widen what is permitted; a binding, on the other
/// hand, may narrow (its role may forbid, hold, mask), so that taking it away may widen
/// (`docs/decisions/0010-a-binding-may-restrict.md`).
///
/// # Obligations
///
/// Permits and holds may carry what the tool promised to honour. Of the rules that match:
///
/// - **Limits** (`rows: 1000`, `timeout: 10s`, at least 1): the smallest of all matching rules over all accesses.
///   A limit whose fallback is 0 is an allowance: it may be 0, and a matching rule without it counts as 0.
///   Where none says anything, the tool's own fallback holds; a rule may go beyond the fallback.
///
/// Masks and filters protect a place rather than a tool, so they do not ask whether their rule matches:
///
/// - **`mask`** (`{column: glob, with: null|redact|token|year|last4}`) and **`filter`** (`{table: glob, where:
///   condition}`) of *any* permit or hold of the caller bind every tool that can mask or filter and acts on the
///   same place, whichever tools the rule names. The place is the rule's `on`, as far as the acting tool has
///   such places; a place that is unknown, does not apply or is empty counts as the same. Keys beside `on`
///   do not narrow it. For one column glob the strictest mask holds, in the order `null`, `redact`, `token`,
///   `year`, `last4`; different globs over one column are left to the tool, which takes the strictest too.
/// - **`unmask`** (column globs, under `permit` alone) lifts, for the accesses that its rule matches and the tools
///   that it names, every mask whose glob it equals or covers: `*.*` covers `customers.ssn`, `customers.email`
///   does not cover `*.email`. Another access of the same call that the mask binds keeps it for the whole
///   call. One that can lift no mask of the file is an error. The rule is among those the decision lists, so
///   every use is on record.
///
/// Hence a second role never weakens a mask or filter unless it says `unmask`.
///
/// # Names of rules
///
/// [dev.sallyport.policy.RuleId] names a rule by its role, its effect and a fingerprint of what it says, which
/// neither order nor space nor comments nor rules around it change. The same rule twice in a role counts once.
/// [RoleMap#print] writes the whole in canonical YAML; reading that gives an equal role map, and
/// [RoleMap#digest] is its SHA-256.
@NullMarked
package dev.sallyport.policy.rolemap;

import org.jspecify.annotations.NullMarked;
