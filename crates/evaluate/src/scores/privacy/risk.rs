//! From successes of attacks to a risk with its interval, as `anonymeter` 1.1 reckons.

use schemars::JsonSchema;
use serde::Serialize;

/// The normal quantile of a two-sided interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// A success rate with half the width of its 95 % Wilson interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Rate {
    /// The centre of the interval.
    pub value: f64,
    /// Half its width.
    pub error: f64,
}

/// A risk from 0 to 1 with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Risk {
    /// The estimate.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The Wilson score interval (Wilson 1927) of `successes` in `attacks` tries.
pub fn success_rate(attacks: f64, successes: f64) -> Rate {
    let z2 = Z * Z;
    let denominator = attacks + z2;
    let variance = successes * (attacks - successes) / attacks;
    Rate {
        value: (successes + 0.5 * z2) / denominator,
        error: Z / denominator * (variance + 0.25 * z2).sqrt(),
    }
}

/// The risk that the data adds to what works on people whom the generator has not seen:
/// (attack − control) / (1 − control), with its error by propagation; without a control the
/// attack's rate itself.
pub fn residual_risk(attack: Rate, control: Option<Rate>) -> Risk {
    let (value, error) = match control {
        None => (attack.value, attack.error),
        Some(control) => {
            let rest = 1.0 - control.value;
            let by_attack = attack.error / rest;
            let by_control = control.error * (attack.value - 1.0) / (rest * rest);
            let error = by_attack.hypot(by_control);
            ((attack.value - control.value) / rest, error)
        }
    };
    let bound = |value: f64| value.clamp(0.0, 1.0);
    Risk { value: bound(value), low: bound(value - error), high: bound(value + error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of `anonymeter` 1.1.0 for 50 and 20 successes of 500.
    #[test]
    fn rates_and_risks_are_those_of_anonymeter() {
        let (attack, control) = (success_rate(500.0, 50.0), success_rate(500.0, 20.0));
        let risk = residual_risk(attack, Some(control));
        let cases = [
            (attack.value, 0.103_049_736_184_620_9),
            (attack.error, 0.026_372_173_447_319_198),
            (control.value, 0.043_507_196_612_314_03),
            (risk.value, 0.062_250_901_796_041_085),
            (risk.low, 0.029_794_214_161_086_942),
            (risk.high, 0.094_707_589_430_995_22),
        ];
        for (found, expected) in cases {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert_eq!(residual_risk(control, Some(attack)).value, 0.0);
    }
}
