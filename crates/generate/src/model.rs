//! The port to fitted models: what draws the columns of a table together.

use std::{collections::BTreeMap, error::Error, fmt, sync::Arc};

use seedbed_expr::Value;

/// Rows of a fitted model.
///
/// What a row holds depends on the model, the seed, the row's number and what is given with it
/// only, so rows can be made anywhere and in any order.
pub trait RowModel: fmt::Debug + Send + Sync {
    /// The columns that are made, by name.
    fn columns(&self) -> &[String];

    /// What must be given with every row, by name; the plan says where each comes from.
    fn given(&self) -> &[String];

    /// Makes the rows numbered `rows`: the values of each of [`RowModel::columns`]. `given` holds
    /// a list of values for each of [`RowModel::given`], one for each row.
    ///
    /// # Errors
    /// When the model can't make such rows. The error holds no value.
    fn draw(
        &self,
        rows: &[u64],
        seed: u64,
        given: &[Vec<Value>],
    ) -> Result<Vec<Vec<Value>>, Box<dyn Error + Send + Sync>>;
}

/// The models of a plan, by the names that it gives them.
pub type Models = BTreeMap<String, Arc<dyn RowModel>>;
