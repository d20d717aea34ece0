//! The contract of [`Store`], a case per sentence.
//!
//! Every case opens a store of its own and panics when the backend breaks its word. The cases
//! are run by [`store_conformance!`](crate::store_conformance).

pub mod aggregates;
pub mod custom;
pub mod durable;
pub mod filters;
pub mod order;
pub mod pages;
pub mod rows;
pub mod search;
pub mod transactions;
pub mod visibility;
pub mod writes;

use crate::rows::{RowData, entity, list, put};
use crmkit_core::error::{Code, Result};
use crmkit_core::model::{EntityMeta, Raw};
use crmkit_core::query::{Bound, BoundQuery};
use crmkit_core::store::{self, Reader, Store};
use std::fmt::Debug;

/// Makes every conformance case of a [`Backend`](crate::Backend) a `#[test]`.
///
/// The expression is evaluated once per case; a backend on files thus gets a directory each.
#[macro_export]
macro_rules! store_conformance {
    ($backend:expr) => {
        $crate::store_conformance! { @cases $backend;
            rows: every_kind_comes_back, null_comes_back_from_every_nullable_field,
                get_gives_the_asked_columns, get_knows_bin_and_visibility, an_id_is_taken_once;
            writes: update_needs_the_expected_rev, update_sets_only_what_it_is_told,
                update_where_says_how_many, delete_where_says_how_many, log_numbers_rise,
                a_unique_index_refuses, unique_keys_are_given_and_freed, owned_counts_add_up,
                state_starts_at_zero, clear_derived_forgets;
            transactions: an_error_takes_everything_back, a_failed_part_takes_back_only_itself,
                parts_nest, a_writer_reads_its_own_writes, a_reader_sees_a_snapshot,
                writers_take_turns, readers_run_side_by_side, row_callbacks_can_stop,
                an_interrupt_is_soon_over, an_interrupted_writer_changes_nothing,
                nothing_is_done_past_a_deadline, a_suspended_store_refuses, a_closed_store_refuses;
            order: empty_values_sort_first, ties_are_in_insertion_order, directions_mix,
                text_sorts_by_bytes, an_update_keeps_the_place_among_ties, a_limit_of_zero_is_empty;
            pages: pages_equal_one_list, a_log_pages_by_number, a_position_need_not_be_a_result,
                an_unknown_position_is_refused, counts_ignore_the_page, counting_stops_at_the_cap;
            filters: comparisons_of_every_kind, not_is_the_exact_complement, text_operators,
                lists_and_sets, ranges_are_half_open, empty_conjunctions,
                has_follows_references, has_looks_backwards, has_sees_only_the_visible,
                the_largest_filters_work;
            visibility: owners_open_their_rows, members_open_rows, write_needs_writing_members,
                membership_ends_at_its_instant, roots_open_rows, conditions_open_rows;
            search: text_is_set_replaced_and_removed, search_joins_the_other_conditions;
            aggregates: no_rows_give_one_row, groups_ascend, nulls_are_not_measured,
                a_sum_out_of_range_is_refused, times_fall_into_buckets, too_many_groups_are_refused;
            custom: custom_fields_of_every_kind;
            durable: everything_is_there_after_reopening, a_backup_is_complete,
                suspending_keeps_everything, check_finds_nothing_wrong;
        }
    };
    (@cases $backend:expr; $($module:ident: $($case:ident),+;)+) => {
        $($(
            #[test]
            fn $case() {
                $crate::conformance::$module::$case(&$backend);
            }
        )+)+
    };
}

fn customer() -> &'static EntityMeta {
    entity("customer")
}

/// A bare customer of a name.
fn named(name: &str) -> RowData {
    RowData::named(customer(), name)
}

/// Reads, and panics on an error.
fn read<T>(store: &dyn Store, work: impl FnOnce(&dyn Reader) -> Result<T>) -> T {
    store::read(store, None, work).unwrap()
}

/// The names of the rows of a query, in order.
fn names(store: &dyn Store, query: &BoundQuery) -> Vec<String> {
    let query = BoundQuery { columns: vec![query.entity.position("name")], ..query.clone() };
    let name = |cells: Vec<Raw<'static>>| match &cells[0] {
        Raw::Text(name) => name.to_string(),
        other => panic!("a name is {other:?}"),
    };
    read(store, |r| list(r, &query)).into_iter().map(name).collect()
}

/// Checks which customers fulfil a condition, by name in insertion order.
#[track_caller]
fn finds(store: &dyn Store, filter: Bound, expected: &[&str]) {
    let query = BoundQuery::all(customer()).filter(filter);
    assert_eq!(names(store, &query), expected, "{:?}", query.filter);
}

/// Commits customers of these names.
fn put_names(store: &dyn Store, names: &[&str]) {
    put(store, &names.iter().map(|n| named(n)).collect::<Vec<_>>());
}

/// Checks that something is refused with a code.
#[track_caller]
fn refused<T: Debug>(result: Result<T>, code: &'static Code) {
    let error = result.expect_err("it must be refused");
    assert!(error.is(code), "{error} instead of {}", code.code);
}
