from django.utils.crypto import salted_hmac


def hash_key(key: str, key_prefix: str, version: int) -> str:
    """Return the key that the cache stores: allauth's hold the addresses of those who sign in."""
    whole = f"{key_prefix}:{version}:{key}"
    return salted_hmac("kortreist.cache", whole, algorithm="sha256").hexdigest()
