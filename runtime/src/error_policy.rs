//! What any error type can say about retrying.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::sync::Arc;
use core::time::Duration;

use crate::api_error::ApiError;
use crate::hints::Hints;
use crate::kind::Kind;
use crate::retry_policy::RetryPolicy;
use crate::row::{Help, Link, Remedy, Row, cause_of, help_of, link_of, solution_of};

/// An error that knows its row of the table, its retry policy and what the server said.
///
/// Derive it; by hand only `Kind` and [`row`](Self::row) must be said. Usable as `dyn OpenAiErrorPolicy`.
pub trait OpenAiErrorPolicy {
    /// The kinds of the table that the rows are from.
    type Kind: Kind
    where
        Self: Sized;

    /// The documented row; none for an error that is no documented answer.
    fn row(&self) -> Option<&'static Row>;

    /// The documented error; none without a row, and for a row of another table.
    fn kind(&self) -> Option<Self::Kind>
    where
        Self: Sized,
    {
        self.row().and_then(Self::Kind::from_row)
    }

    /// The retry policy: that of the answer that is kept, else the row's, else never.
    fn retry_policy(&self) -> &'static RetryPolicy {
        retry_policy_of(self.row(), self.__answer())
    }

    /// Who must act: what the answer that is kept says, else the row; none where that is not known.
    fn remedy(&self) -> Option<Remedy> {
        remedy_of(self.row(), self.__answer())
    }

    /// What the server said about waiting; [`Hints::NONE`] where no answer is kept.
    fn hints(&self) -> Hints {
        hints_of(self.__answer())
    }

    /// Why it happens, without markup: the row's text. None where the answer asks for another action than its row
    /// ("Request too large" is a rate limit that no pace cures).
    fn cause(&self) -> Option<&'static str> {
        cause_of(self.row(), self.remedy())
    }

    /// What to do, without markup: the row's text; none as for [`cause`](Self::cause).
    fn solution(&self) -> Option<&'static str> {
        solution_of(self.row(), self.remedy())
    }

    /// The first link of cause and solution; none as for [`cause`](Self::cause).
    fn link(&self) -> Option<&'static Link> {
        link_of(self.row(), self.remedy())
    }

    /// Cause, solution and links as text for a person; the action where the answer asks for another one than its row.
    fn help(&self) -> Option<Help> {
        help_of(self.row(), self.remedy())
    }

    /// The field that keeps what the server said; the derive says which it is.
    #[doc(hidden)]
    fn __answer(&self) -> Option<&dyn AnswerField> {
        None
    }
}

/// The answer's own policy, else the row's, else never.
pub fn retry_policy_of(row: Option<&'static Row>, answer: Option<&dyn AnswerField>) -> &'static RetryPolicy {
    let own = answer.and_then(|answer| answer.retry_policy(row));
    own.or(row.map(|row| row.retry)).unwrap_or(&RetryPolicy::NEVER)
}

/// The answer's own remedy, else the row's.
pub fn remedy_of(row: Option<&'static Row>, answer: Option<&dyn AnswerField>) -> Option<Remedy> {
    answer.and_then(|answer| answer.remedy(row)).or(row.map(|row| row.remedy))
}

/// What the answer says about waiting.
pub fn hints_of(answer: Option<&dyn AnswerField>) -> Hints {
    answer.map_or(Hints::NONE, AnswerField::hints)
}

/// Pointers ask what they point to.
macro_rules! delegate {
    ($($pointer:ty),*) => {$(
        impl<T: OpenAiErrorPolicy + ?Sized> OpenAiErrorPolicy for $pointer {
            // The target may be a `dyn`, which has no kind of its own.
            type Kind = &'static Row;

            fn row(&self) -> Option<&'static Row> {
                (**self).row()
            }
            fn retry_policy(&self) -> &'static RetryPolicy {
                (**self).retry_policy()
            }
            fn remedy(&self) -> Option<Remedy> {
                (**self).remedy()
            }
            fn hints(&self) -> Hints {
                (**self).hints()
            }
            fn cause(&self) -> Option<&'static str> {
                (**self).cause()
            }
            fn solution(&self) -> Option<&'static str> {
                (**self).solution()
            }
            fn link(&self) -> Option<&'static Link> {
                (**self).link()
            }
            fn help(&self) -> Option<Help> {
                (**self).help()
            }
        }
    )*};
}

delegate!(&T, Box<T>, Rc<T>, Arc<T>);

/// A field that keeps what the server said: `#[openai(hints)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` keeps no hints of a server",
    label = "`#[openai(hints)]` needs an `ApiError`, a `Hints` or a `Duration`, also in an `Option`, `Box` or `Arc`"
)]
pub trait AnswerField {
    /// What the server said.
    fn hints(&self) -> Hints;

    /// The row of the answer itself.
    fn row(&self) -> Option<&'static Row> {
        None
    }

    /// The policy of the answer itself, when it is an answer of that row.
    fn retry_policy(&self, _row: Option<&'static Row>) -> Option<&'static RetryPolicy> {
        None
    }

    /// The remedy of the answer itself, when it is an answer of that row.
    fn remedy(&self, _row: Option<&'static Row>) -> Option<Remedy> {
        None
    }
}

impl AnswerField for ApiError {
    fn hints(&self) -> Hints {
        self.hints()
    }

    fn row(&self) -> Option<&'static Row> {
        self.row()
    }

    fn retry_policy(&self, row: Option<&'static Row>) -> Option<&'static RetryPolicy> {
        (self.row() == row).then(|| self.retry_policy())
    }

    fn remedy(&self, row: Option<&'static Row>) -> Option<Remedy> {
        self.remedy().filter(|_| self.row() == row)
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

/// A field that says which row an error is: `#[openai(row)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which row of a table it is",
    label = "`#[openai(row)]` needs an `ApiError` or an `ErrorKind`, also in an `Option`, `Box` or `Arc`"
)]
pub trait RowField {
    /// The row.
    fn row(&self) -> Option<&'static Row>;
}

impl RowField for ApiError {
    fn row(&self) -> Option<&'static Row> {
        self.row()
    }
}

macro_rules! delegate_fields {
    ($($pointer:ty),*) => {$(
        impl<T: AnswerField + ?Sized> AnswerField for $pointer {
            fn hints(&self) -> Hints {
                (**self).hints()
            }
            fn row(&self) -> Option<&'static Row> {
                (**self).row()
            }
            fn retry_policy(&self, row: Option<&'static Row>) -> Option<&'static RetryPolicy> {
                (**self).retry_policy(row)
            }
            fn remedy(&self, row: Option<&'static Row>) -> Option<Remedy> {
                (**self).remedy(row)
            }
        }

        impl<T: RowField + ?Sized> RowField for $pointer {
            fn row(&self) -> Option<&'static Row> {
                RowField::row(&**self)
            }
        }
    )*};
}

delegate_fields!(&T, Box<T>, Rc<T>, Arc<T>);

impl<T: AnswerField> AnswerField for Option<T> {
    fn hints(&self) -> Hints {
        self.as_ref().map_or(Hints::NONE, AnswerField::hints)
    }

    fn row(&self) -> Option<&'static Row> {
        self.as_ref()?.row()
    }

    fn retry_policy(&self, row: Option<&'static Row>) -> Option<&'static RetryPolicy> {
        self.as_ref()?.retry_policy(row)
    }

    fn remedy(&self, row: Option<&'static Row>) -> Option<Remedy> {
        self.as_ref()?.remedy(row)
    }
}

impl<T: RowField> RowField for Option<T> {
    fn row(&self) -> Option<&'static Row> {
        self.as_ref()?.row()
    }
}
