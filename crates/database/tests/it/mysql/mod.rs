//! Loads into a real `MySQL` or `MariaDB` server, named by `SEEDBED_TEST_MYSQL` (a `mysql://` URL
//! whose user may create databases). Without it the tests say so and return.

mod creating;
mod cycles;
mod existing;
mod failures;
mod loading;
mod support;
