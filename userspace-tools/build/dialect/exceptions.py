# SPDX-License-Identifier: GPL-2.0
"""
Structured exceptions. excpt.h does most of it in macros; what macros can't is done
here:

__try { } __finally { } needs braces around the whole, and ends of what is between
(excpt.h tells what becomes of it). A handler remembers the code of its exception.
try, except, finally and leave stand for the words with underscores, where they are
such and not names.

A function with a __try is compiled so that its variables are in memory at any
instruction: any memory access in it may lead to the handler.
"""

from .lexer import IDENT, Token
from .structure import functions
from .unit import Stream, Unit

_TRY, _EXCEPT, _FINALLY, _LEAVE = "__try", "__except", "__finally", "__leave"
_PLAIN = {"try": _TRY, "except": _EXCEPT, "finally": _FINALLY, "leave": _LEAVE,
          "_try": _TRY, "_except": _EXCEPT, "_finally": _FINALLY, "_leave": _LEAVE}

_RETURN = '_Pragma("GCC error \\"return in a __finally block is not supported\\"") return'
_LEAVE_FINALLY = '_Pragma("GCC error \\"__leave out of a __finally block is not supported\\"")'

# gcc believes that control may get past a __finally block even where the guarded
# block has returned in any case.
_QUIET_END = ('_Pragma("GCC diagnostic push") '
              '_Pragma("GCC diagnostic ignored \\"-Wreturn-type\\"") ',
              ' _Pragma("GCC diagnostic pop")')


class Words:
    """What stands for the words in the files of one driver."""

    def __init__(self, units: list[Unit]):
        self.alias: dict[str, str] = {w: w for w in _PLAIN.values()}
        bodies: list[tuple[str, list[Token]]] = []
        for unit in units:
            for directive, parameters, body in unit.macros():
                name = directive.words()[0].old
                bodies.append((name, list(body)))
                word = self._word(body[0].old) if len(body) == 1 else None
                if parameters is None and word:
                    self.alias[name] = word
        # Macros that have a __try inside, by way of others perhaps.
        self.hiding: set[str] = set()
        size = -1
        while size != len(self.hiding):
            size = len(self.hiding)
            self.hiding |= {name for name, body in bodies
                            if any(t.kind == IDENT and (self.alias.get(t.old) == _TRY or
                                                        t.old in self.hiding)
                                   for t in body)}

    def _word(self, text: str) -> str | None:
        return self.alias.get(text) or _PLAIN.get(text)

    def of(self, code: Stream, i: int) -> str | None:
        """The word that stands at @i, None if it is a name of the driver's."""
        if code.kind(i) != IDENT:
            return None
        word = self.alias.get(code.at(i))
        if word or code.at(i) not in _PLAIN:
            return word
        word = _PLAIN[code.at(i)]
        before, after = code.at(i - 1), code.at(i + 1)
        if word == _TRY:
            fits = after == "{"
        elif word == _EXCEPT:
            fits = after == "(" and before == "}"
        elif word == _FINALLY:
            fits = after == "{" and before == "}"
        else:
            fits = after == ";" and (before in (";", "{", "}", ")", ":", "else"))
        return word if fits else None


def _handler(code: Stream, i: int) -> None:
    """__except (filter) { at @i."""
    code[i].text = _EXCEPT
    end = code.partner(i + 1) if code.at(i + 1) == "(" else -1
    if end > 0 and code.at(end + 1) == "{":
        code[end + 1].text += " __WDM_SEH_HANDLER"


def _finally(code: Stream, words: Words, start: int, i: int) -> None:
    """__finally { } at @i, of the __try at @start."""
    end = code.partner(i + 1)
    if end < 0:
        return
    code[start].text = "{ __WDM_TRY_FINALLY"
    code[i].text = "__WDM_FINALLY"
    code[end].text += " __WDM_END_FINALLY }"
    ends: list[int] = []
    for j in range(i + 2, end):
        while ends and ends[-1] < j:
            ends.pop()
        word = words.of(code, j)
        if word == _TRY and code.at(j + 1) == "{" and code.partner(j + 1) > 0:
            ends.append(code.partner(j + 1))
        elif word == _LEAVE and not ends:
            code[j].text = _LEAVE_FINALLY
        elif code[j].is_word("return"):
            code[j].text = _RETURN


def blocks(unit: Unit, words: Words) -> None:
    """Rewrites the blocks of a file."""
    code = unit.code()
    tries: list[int] = []
    for i, token in enumerate(code):
        word = words.of(code, i)
        if word == _LEAVE and token.text == token.old:
            token.text = _LEAVE
        elif word == _TRY:
            tries.append(i)
            token.text = _TRY
    for i in tries:
        end = code.partner(i + 1) if code.at(i + 1) == "{" else -1
        word = words.of(code, end + 1) if end > 0 else None
        if word == _EXCEPT:
            _handler(code, end + 1)
        elif word == _FINALLY:
            _finally(code, words, i, end + 1)
    marked = {id(code[i]) for i in tries}
    for function in functions(unit):
        inside = function.code[function.body:function.end]
        if any(id(t) in marked or t.is_word(*words.hiding) for t in inside):
            first = function.code[function.first]
            first.text = "__WDM_SEH_FUNCTION " + first.text
            last = function.code[function.end]
            last.text = _QUIET_END[0] + last.text + _QUIET_END[1]
