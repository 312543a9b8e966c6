# The production image. Everything is installed from the same hash-locked files as on a
# developer's machine, and static files are hashed and compressed here, not at start.

FROM node:22-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.11-slim AS packages
COPY requirements/base.txt /requirements.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=contactcenter.settings \
    DATA_DIR=/data \
    LOG_FORMAT=json \
    LOG_LEVEL=info
# `manage.py backup` and `restore` use its pg_dump, pg_restore and psql.
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home product && install -d -o product /data /app
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY --chown=product . .
COPY --from=front-end --chown=product /app/node_modules node_modules
USER product
RUN SECRET_KEY=only-used-while-the-image-is-built python manage.py collectstatic --noinput
VOLUME /data
EXPOSE 8000
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000", "--behind-proxy"]
