"""How the API says no: a status, a code for programs, a sentence for people."""

from collections.abc import Mapping

from django.http import JsonResponse


class Problem(Exception):
    def __init__(
        self,
        status: int,
        code: str,
        sentence: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.headers = headers


def told(problem: Problem) -> JsonResponse:
    body = {"code": problem.code, "message": problem.sentence}
    return JsonResponse(body, status=problem.status, headers=problem.headers)
