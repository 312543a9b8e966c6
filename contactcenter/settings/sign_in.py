"""How people sign in: what django-allauth is told; no deployment changes it."""

AUTHENTICATION_BACKENDS = ["accounts.sign_in.Backend"]
ACCOUNT_ADAPTER = "accounts.sign_in.Adapter"
ACCOUNT_FORMS = {"login": "accounts.sign_in.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# Whoever may not open a page is asked whether somebody else may.
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
# An office comes to work behind one address; what fails is counted by account as well.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "60/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Contact center"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "people.single_sign_on.Adapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
