"""Shared word lists."""

from django.db import models


class CustomerType(models.TextChoices):
    COMPETITOR = "competitor", "Competitor"
    CONSULTANT = "consultant", "Consultant"
    CUSTOMER = "customer", "Customer"
    INFLUENCER = "influencer", "Influencer"
    INVESTOR = "investor", "Investor"
    PARTNER = "partner", "Partner"
    PRESS = "press", "Press"
    PROSPECT = "prospect", "Prospect"
    RESELLER = "reseller", "Reseller"
    SUPPLIER = "supplier", "Supplier"
    VENDOR = "vendor", "Vendor"
    OTHER = "other", "Other"


class Industry(models.TextChoices):
    ACCOUNTING = "accounting", "Accounting"
    AGRICULTURE = "agriculture", "Agriculture"
    CONSTRUCTION = "construction", "Construction"
    CONSULTING = "consulting", "Consulting"
    EDUCATION = "education", "Education"
    ENERGY = "energy", "Energy and utilities"
    FINANCE = "finance", "Finance"
    FOOD = "food", "Food and drink"
    GOVERNMENT = "government", "Government"
    HEALTH = "health", "Health"
    HOSPITALITY = "hospitality", "Hospitality"
    INSURANCE = "insurance", "Insurance"
    LEGAL = "legal", "Legal services"
    MANUFACTURING = "manufacturing", "Manufacturing"
    MEDIA = "media", "Media"
    NON_PROFIT = "non_profit", "Non-profit"
    REAL_ESTATE = "real_estate", "Real estate"
    RETAIL = "retail", "Retail"
    TECHNOLOGY = "technology", "Technology"
    TRANSPORT = "transport", "Transport and logistics"
    WHOLESALE = "wholesale", "Wholesale"
    OTHER = "other", "Other"


class ContactGender(models.TextChoices):
    FEMALE = "female", "Female"
    MALE = "male", "Male"
    NON_BINARY = "non_binary", "Non-binary"
    OTHER = "other", "Other"


class ContactPreference(models.TextChoices):
    ANY = "any", "Any"
    EMAIL = "email", "Email"
    PHONE = "phone", "Phone"
    FAX = "fax", "Fax"
    MAIL = "mail", "Letter"


class UserTheme(models.TextChoices):
    SYSTEM = "system", "As my system"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class UserDensity(models.TextChoices):
    COMFORTABLE = "comfortable", "Comfortable"
    COMPACT = "compact", "Compact"


class UserFormats(models.TextChoices):
    EN_GB = "en-gb", "English (United Kingdom): 31/12/2026"
    EN_US = "en", "English (United States): 12/31/2026"
    EN_IE = "en-ie", "English (Ireland): 31/12/2026"
    EN_AU = "en-au", "English (Australia): 31/12/2026"
    EN_CA = "en-ca", "English (Canada): 2026-12-31"


class ShareLevel(models.TextChoices):
    READ = "read", "Read"
    CHANGE = "change", "Read and change"
