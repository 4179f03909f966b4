# Untried so far: written where there was no engine to build it with. Reports and corrections are welcome.
FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=crm.settings.production KITH_DATA_DIR=/data KITH_BIND=0.0.0.0:8000
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
# The static files are gathered with throw-away values; the real ones come with the container's environment.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" ALLOWED_HOSTS=localhost \
        python manage.py collectstatic --noinput \
    && useradd --system --home-dir /app kith && install -d -o kith -g kith -m 0750 /data
USER kith
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD python -c "import urllib.request as r; r.urlopen('http://localhost:8000/healthz')"
CMD ["sh", "-c", "python manage.py migrate --noinput && exec gunicorn crm.wsgi"]
