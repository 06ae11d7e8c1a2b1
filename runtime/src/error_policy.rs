//! What any error type can say about retrying.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::sync::Arc;

use crate::fields::{AnswerField, hints_of, remedy_of, retry_policy_of};
use crate::hints::Hints;
use crate::kind::Kind;
use crate::retry_policy::RetryPolicy;
use crate::row::{Help, Link, Remedy, Row};

/// An error that knows its row of the table, its retry policy and what the server said.
///
/// Derive it; by hand only `Kind` and [`row`](Self::row) must be said. Usable as `dyn OpenAiErrorPolicy`.
///
/// The texts ([`cause`](Self::cause), [`solution`](Self::solution), [`link`](Self::link), [`help`](Self::help))
/// follow from row and [`remedy`](Self::remedy). Do not override them: pointers and the derive's `transparent`
/// do not ask for them.
pub trait OpenAiErrorPolicy {
    /// The kinds of the table that the rows are from.
    type Kind: Kind
    where
        Self: Sized;

    /// The documented row; none for an error that is not a documented answer.
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
        Some(self.help()?.row()?.cause)
    }

    /// What to do, without markup: the row's text; none as for [`cause`](Self::cause).
    fn solution(&self) -> Option<&'static str> {
        Some(self.help()?.row()?.solution)
    }

    /// The first link of cause and solution; none as for [`cause`](Self::cause).
    fn link(&self) -> Option<&'static Link> {
        self.help()?.row()?.links.first()
    }

    /// Cause, solution and links as text for a person; the action where the answer asks for another one than its row.
    fn help(&self) -> Option<Help> {
        Some(Help::new(self.row()?, self.remedy()))
    }

    /// The field that keeps what the server said; the derive says which it is.
    #[doc(hidden)]
    fn __answer(&self) -> Option<&dyn AnswerField> {
        None
    }
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
        }
    )*};
}

delegate!(&T, Box<T>, Rc<T>, Arc<T>);
