//! Folders with files of several kinds.

use std::fs;

use seedbed_tests::grown;

#[test]
fn a_folder_of_dbt_is_read_by_its_property_files() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("dbt_project.yml", "name: shop\nversion: '1'\nmodels:\n  shop: {+materialized: table}\n");
    write("packages.yml", "packages: [{package: dbt-labs/dbt_utils, version: 1.1.1}]\n");
    write("models/orders.sql", "SELECT * FROM {{ ref('stg_orders') }}\n");
    let column = "{name: order_id, data_tests: [unique, not_null]}";
    let text = format!("models:\n  - name: orders\n    columns:\n      - {column}\n");
    write("models/marts/orders.yml", &text);
    for folder in ["", "models"] {
        let folder = directory.path().join(folder).display().to_string();
        let told = grown(&["inspect", &folder]);
        assert!(told.starts_with("1 table · 1 column"), "{told}");
    }
}
