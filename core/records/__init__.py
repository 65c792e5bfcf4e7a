"""Exports of a file of documents (*hồ sơ*) and the check of what was exported.

NĐ 30/2020 Phụ lục VI I.III.4 wants a file's documents and metadata as PDF and XML in
order of time; TT 05/2025/TT-BNV fixes the package that an archive accepts.
"""
