//! Named numbers of networks, in the safetensors format.

use std::collections::BTreeMap;

use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::{Files, SynthesizeError};

/// Numbers with their shapes, by name.
pub(crate) type Tensors = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

/// Tensors in the safetensors format.
pub(crate) fn pack(name: &str, tensors: &Tensors) -> Result<Vec<u8>, SynthesizeError> {
    let failed =
        |error: safetensors::SafeTensorError| SynthesizeError::damaged(name, error.to_string());
    let bytes: Vec<(&String, &Vec<usize>, Vec<u8>)> = tensors
        .iter()
        .map(|(key, (shape, numbers))| {
            let bytes = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
            (key, shape, bytes)
        })
        .collect();
    let views = bytes.iter().map(|(key, shape, bytes)| {
        TensorView::new(Dtype::F32, (*shape).clone(), bytes).map(|view| (key.as_str(), view))
    });
    let views = views.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    safetensors::serialize(views, None).map_err(failed)
}

/// Reads tensors; their shapes are whoever's who asked for them to check.
pub(crate) fn unpack(files: &Files, name: &str) -> Result<Tensors, SynthesizeError> {
    let bytes = files.get(name).ok_or_else(|| SynthesizeError::damaged(name, "absent"))?;
    let read = SafeTensors::deserialize(bytes)
        .map_err(|error| SynthesizeError::damaged(name, error.to_string()))?;
    let mut tensors = Tensors::new();
    for (key, view) in read.iter() {
        if view.dtype() != Dtype::F32 {
            return Err(SynthesizeError::damaged(name, format!("{key} is not of 32-bit numbers")));
        }
        let (numbers, _) = view.data().as_chunks::<4>();
        let numbers = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        tensors.insert(key.to_owned(), (view.shape().to_vec(), numbers));
    }
    Ok(tensors)
}
