//! The fields of an error type that the derive reads, and what follows from an answer in one.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::sync::Arc;
use core::time::Duration;

use crate::api_error::ApiError;
use crate::hints::Hints;
use crate::retry_policy::RetryPolicy;
use crate::row::{Remedy, Row};

/// A field that keeps what the server said: `#[openai(hints)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` keeps no hints of a server",
    label = "`#[openai(hints)]` needs an `ApiError`, a `Hints` or a `Duration`, also in an `Option`, `Box` or `Arc`; \
        `#[openai(from)]` needs an `ApiError`"
)]
pub trait AnswerField {
    /// What the server said about waiting.
    fn hints(&self) -> Hints;

    /// The whole answer, where the field keeps it.
    fn error(&self) -> Option<&ApiError> {
        None
    }

    /// The row of the answer.
    fn row(&self) -> Option<&'static Row> {
        self.error()?.row()
    }
}

/// A field that says which row an error is: `#[openai(row)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which row of a table it is",
    label = "`#[openai(row)]` needs an `ApiError` or an `ErrorKind`, also in an `Option`, `Box` or `Arc`"
)]
pub trait RowField {
    /// The row.
    fn row(&self) -> Option<&'static Row>;
}

/// The policy of the answer that is kept, else the row's, else never.
pub fn retry_policy_of(row: Option<&'static Row>, answer: Option<&dyn AnswerField>) -> &'static RetryPolicy {
    let own = answer_of(row, answer).map(ApiError::retry_policy);
    own.or(row.map(|row| row.retry)).unwrap_or(&RetryPolicy::NEVER)
}

/// The remedy of the answer that is kept, else the row's.
pub fn remedy_of(row: Option<&'static Row>, answer: Option<&dyn AnswerField>) -> Option<Remedy> {
    answer_of(row, answer).and_then(ApiError::remedy).or(row.map(|row| row.remedy))
}

/// What the answer says about waiting.
pub fn hints_of(answer: Option<&dyn AnswerField>) -> Hints {
    answer.map_or(Hints::NONE, AnswerField::hints)
}

/// The answer that is kept, where it is one of this row.
fn answer_of<'a>(row: Option<&'static Row>, answer: Option<&'a dyn AnswerField>) -> Option<&'a ApiError> {
    answer?.error().filter(|error| ApiError::row(error) == row)
}

impl AnswerField for ApiError {
    fn hints(&self) -> Hints {
        self.hints()
    }

    fn error(&self) -> Option<&ApiError> {
        Some(self)
    }
}

impl AnswerField for Hints {
    fn hints(&self) -> Hints {
        *self
    }
}

impl AnswerField for Duration {
    fn hints(&self) -> Hints {
        Hints::after(*self)
    }
}

impl RowField for ApiError {
    fn row(&self) -> Option<&'static Row> {
        self.row()
    }
}

macro_rules! delegate {
    ($($pointer:ty),*) => {$(
        impl<T: AnswerField + ?Sized> AnswerField for $pointer {
            fn hints(&self) -> Hints {
                (**self).hints()
            }
            fn error(&self) -> Option<&ApiError> {
                (**self).error()
            }
        }

        impl<T: RowField + ?Sized> RowField for $pointer {
            fn row(&self) -> Option<&'static Row> {
                RowField::row(&**self)
            }
        }
    )*};
}

delegate!(&T, Box<T>, Rc<T>, Arc<T>);

impl<T: AnswerField> AnswerField for Option<T> {
    fn hints(&self) -> Hints {
        self.as_ref().map_or(Hints::NONE, AnswerField::hints)
    }

    fn error(&self) -> Option<&ApiError> {
        self.as_ref()?.error()
    }
}

impl<T: RowField> RowField for Option<T> {
    fn row(&self) -> Option<&'static Row> {
        self.as_ref()?.row()
    }
}
